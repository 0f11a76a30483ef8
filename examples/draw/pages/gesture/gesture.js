const t = require('../../utils/strings')

const START = { x: 0, y: 0, scale: 1, turn: 0 }

/** Distance, angle and middle of the first two touches. */
function pair([a, b]) {
  const dx = b.pageX - a.pageX
  const dy = b.pageY - a.pageY
  return { distance: Math.hypot(dx, dy), angle: (Math.atan2(dy, dx) * 180) / Math.PI, x: (a.pageX + b.pageX) / 2, y: (a.pageY + b.pageY) / 2 }
}

Page({
  data: { t, ...START, moving: false },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.gestureTitle })
  },

  begin(event) {
    const { touches } = event
    const { x, y, scale, turn } = this.data
    this.from = { x, y, scale, turn, touches: touches.length, at: touches.length > 1 ? pair(touches) : { x: touches[0].pageX, y: touches[0].pageY } }
    this.setData({ moving: true })
  },

  move(event) {
    const { touches } = event
    const { from } = this
    if (!from || touches.length !== from.touches) return this.begin(event)
    if (touches.length === 1) {
      return this.setData({ x: from.x + touches[0].pageX - from.at.x, y: from.y + touches[0].pageY - from.at.y })
    }
    const now = pair(touches)
    this.setData({
      x: from.x + now.x - from.at.x,
      y: from.y + now.y - from.at.y,
      scale: Math.max(0.4, Math.min(4, (from.scale * now.distance) / from.at.distance)),
      turn: from.turn + now.angle - from.at.angle,
    })
  },

  end(event) {
    if (event.touches.length) return this.begin(event)
    this.from = null
    this.setData({ moving: false })
  },

  zoom() {
    this.setData({ scale: this.data.scale > 1.5 ? 1 : 2 })
  },

  reset() {
    this.setData(START)
  },
})
