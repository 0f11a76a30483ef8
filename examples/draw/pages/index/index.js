const t = require('../../utils/strings')
const { drawAll, drawStroke } = require('../../utils/strokes')

const BACKGROUND = '#fffdf8'
const COLORS = ['#26262b', '#d6453d', '#e59a2f', '#3f8f5f', '#3b6fc4', '#8a57b5']
const WIDTHS = [3, 8, 18]

Page({
  data: { t, colors: COLORS, widths: WIDTHS, color: COLORS[0], width: WIDTHS[1], count: 0, exported: '' },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.title })
    this.strokes = []
  },

  onReady() {
    this.createSelectorQuery().select('#board').fields({ node: true, size: true }).exec(([board]) => {
      const { pixelRatio } = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync()
      this.canvas = board.node
      this.size = { width: board.width, height: board.height }
      this.canvas.width = board.width * pixelRatio
      this.canvas.height = board.height * pixelRatio
      this.context = this.canvas.getContext('2d')
      this.context.scale(pixelRatio, pixelRatio)
      this.redraw()
    })
  },

  redraw() {
    drawAll(this.context, this.size, this.strokes, BACKGROUND)
    this.setData({ count: this.strokes.length })
  },

  start(event) {
    if (!this.context) return
    const [{ x, y }] = event.touches
    this.stroke = { color: this.data.color, width: this.data.width, points: [x, y] }
    this.strokes.push(this.stroke)
    drawStroke(this.context, this.stroke)
  },

  move(event) {
    if (!this.stroke) return
    const [{ x, y }] = event.touches
    const { points } = this.stroke
    points.push(x, y)
    drawStroke(this.context, this.stroke, points.length - 2)
  },

  end() {
    if (!this.stroke) return
    this.stroke = null
    this.setData({ count: this.strokes.length })
  },

  setColor(event) {
    this.setData({ color: event.currentTarget.dataset.color })
  },

  setWidth(event) {
    this.setData({ width: event.currentTarget.dataset.width })
  },

  undo() {
    this.strokes.pop()
    this.redraw()
  },

  clear() {
    wx.showModal({
      title: t.clear,
      content: t.clearAsk,
      cancelText: t.cancel,
      success: ({ confirm }) => {
        if (!confirm) return
        this.strokes = []
        this.redraw()
      },
    })
  },

  save() {
    wx.canvasToTempFilePath({
      canvas: this.canvas,
      fileType: 'png',
      success: ({ tempFilePath }) => {
        this.setData({ exported: tempFilePath })
        wx.showToast({ title: t.exported, icon: 'success' })
      },
    }, this)
  },

  preview() {
    wx.previewImage({ urls: [this.data.exported] })
  },
})
