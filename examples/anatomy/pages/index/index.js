const pages = require('../../utils/pages')

Page({
  data: { pages },

  onLoad() {
    getApp().note('index.onLoad')
  },

  onShow() {
    getApp().note('index.onShow')
  },

  onReady() {
    getApp().note('index.onReady')
  },

  onHide() {
    getApp().note('index.onHide')
  },
})
