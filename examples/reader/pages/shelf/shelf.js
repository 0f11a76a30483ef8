const t = require('../../utils/strings')
const shelf = require('../../utils/shelf')
const { find } = require('../../utils/terms')

Page({
  data: { t, saved: [] },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.shelf })
  },

  onShow() {
    this.setData({ saved: shelf.all().map(find).filter(Boolean) })
  },

  open(event) {
    wx.navigateTo({ url: `/pages/article/article?id=${event.detail.id}` })
  },
})
