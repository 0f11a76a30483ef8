const cart = require('../../utils/cart')
const t = require('../../utils/strings')
const { find } = require('../../utils/goods')

Page({
  data: { t, product: {}, quantity: 1, inCart: 0 },

  onLoad({ id }) {
    const product = find(id)
    if (!product) return wx.redirectTo({ url: '/pages/search/search' })
    this.setData({ product, inCart: cart.quantityOf(product.id) })
    wx.setNavigationBarTitle({ title: product.name })
  },

  onShareAppMessage() {
    const { product } = this.data
    return { title: product.name, path: `/pages/detail/detail?id=${product.id}` }
  },

  setQuantity(event) {
    this.setData({ quantity: event.detail.value })
  },

  add() {
    const { product, quantity } = this.data
    cart.setQuantity(product.id, cart.quantityOf(product.id) + quantity)
    this.setData({ inCart: cart.quantityOf(product.id), quantity: 1 })
    wx.showToast({ title: t.added, icon: 'success', duration: 1000 })
  },

  goCart() {
    wx.switchTab({ url: '/pages/cart/cart' })
  },
})
