const app = getApp()

Page({
  data: { lines: [], alive: true },

  onLoad(query) {
    app.note(`page.onLoad ${JSON.stringify(query)}`)
  },

  onShow() {
    app.note('page.onShow')
  },

  onReady() {
    app.note('page.onReady')
    this.refresh()
  },

  onHide() {
    app.note('page.onHide')
  },

  onUnload() {
    app.note('page.onUnload')
  },

  refresh() {
    this.setData({ lines: app.log.slice(-14) })
  },

  toggle() {
    this.setData({ alive: !this.data.alive }, () => this.refresh())
  },
})
