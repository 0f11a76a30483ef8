const t = require('../../utils/strings')

// The old canvas: commands are recorded and sent with draw().
Page({
  data: { t, size: 0, text: '', frames: 0, file: '' },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.clockTitle })
    const { windowWidth } = wx.getWindowInfo ? wx.getWindowInfo() : wx.getSystemInfoSync()
    this.setData({ size: Math.min(340, Math.round(windowWidth * 0.84)) })
  },

  onReady() {
    this.context = wx.createCanvasContext('clock', this)
    this.tick()
    this.timer = setInterval(() => this.tick(), 1000)
  },

  onUnload() {
    clearInterval(this.timer)
  },

  tick() {
    const now = new Date()
    const two = (n) => String(n).padStart(2, '0')
    this.drawFace(this.context, this.data.size / 2, now)
    this.context.draw(false, () => {
      this.setData({ frames: this.data.frames + 1, text: `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}  ${t.week}${t.day[now.getDay()]}` })
    })
  },

  drawFace(context, half, now) {
    const hand = (turn, length, width, color) => {
      context.save()
      context.rotate(turn * Math.PI * 2)
      context.setLineCap('round')
      context.setLineWidth(width)
      context.setStrokeStyle(color)
      context.beginPath()
      context.moveTo(0, half * 0.1)
      context.lineTo(0, -half * length)
      context.stroke()
      context.restore()
    }
    context.save()
    context.translate(half, half)
    const glow = context.createCircularGradient(0, 0, half)
    glow.addColorStop(0, '#fffefb')
    glow.addColorStop(1, '#ece6d8')
    context.setFillStyle(glow)
    context.beginPath()
    context.arc(0, 0, half - 2, 0, Math.PI * 2)
    context.fill()
    for (let i = 0; i < 60; i++) {
      context.save()
      context.rotate((i / 60) * Math.PI * 2)
      context.setFillStyle(i % 5 ? '#c9c2b2' : '#4a463e')
      context.fillRect(i % 5 ? -0.5 : -1.5, -half + 12, i % 5 ? 1 : 3, i % 5 ? 6 : 14)
      context.restore()
    }
    context.setFillStyle('#6d675c')
    context.setFontSize(Math.round(half * 0.14))
    context.setTextAlign('center')
    context.setTextBaseline('middle')
    ;['12', '3', '6', '9'].forEach((text, i) => context.fillText(text, Math.sin((i * Math.PI) / 2) * half * 0.68, -Math.cos((i * Math.PI) / 2) * half * 0.68))
    const seconds = now.getSeconds() / 60
    const minutes = (now.getMinutes() + seconds) / 60
    hand(((now.getHours() % 12) + minutes) / 12, 0.46, 6, '#26262b')
    hand(minutes, 0.66, 4, '#26262b')
    hand(seconds, 0.76, 1.5, '#d6453d')
    context.setFillStyle('#d6453d')
    context.beginPath()
    context.arc(0, 0, 5, 0, Math.PI * 2)
    context.fill()
    context.restore()
  },

  save() {
    wx.canvasToTempFilePath({ canvasId: 'clock', success: ({ tempFilePath }) => this.setData({ file: tempFilePath }) }, this)
  },
})
