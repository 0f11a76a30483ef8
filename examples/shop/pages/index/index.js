const cart = require('../../utils/cart')
const t = require('../../utils/strings')
const { banners, categories, products } = require('../../utils/goods')

Page({
  data: { t, banners, categories, products: products.slice(0, 8), count: 0 },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.shop })
  },

  onShow() {
    cart.showBadge()
    this.setData({ count: cart.count() })
  },

  onPullDownRefresh() {
    this.setData({ products: [...products].sort((a, b) => b.sold - a.sold).slice(0, 8) }, () => {
      wx.stopPullDownRefresh()
      wx.showToast({ title: t.refreshed, icon: 'none' })
    })
  },

  onShareAppMessage() {
    return { title: `${t.shop} · ${t.slogan}`, path: '/pages/index/index' }
  },

  add(event) {
    this.setData({ count: cart.add(event.currentTarget.dataset.id) })
    wx.vibrateShort({ type: 'light', fail() {} })
  },

  open(event) {
    wx.navigateTo({ url: `/pages/detail/detail?id=${event.currentTarget.dataset.id}` })
  },

  openCategory(event) {
    getApp().category = event.currentTarget.dataset.id
    wx.switchTab({ url: '/pages/category/category' })
  },

  search() {
    wx.navigateTo({ url: '/pages/search/search' })
  },

  goCart() {
    wx.switchTab({ url: '/pages/cart/cart' })
  },
})
