const { chinese } = require('../../utils/language')
const pages = require('../../utils/pages')

Page({
  data: { pages, chinese },

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
