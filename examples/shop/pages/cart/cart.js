const cart = require('../../utils/cart')
const t = require('../../utils/strings')

Page({
  data: { t, rows: [], sum: 0, all: false, chosen: 0, paying: false },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.cart })
  },

  onShow() {
    this.refresh()
  },

  refresh() {
    cart.showBadge()
    this.setData(cart.rows())
  },

  setQuantity(event) {
    const { id } = event.currentTarget.dataset
    const { value } = event.detail
    if (value > 0) {
      cart.setQuantity(id, value)
      return this.refresh()
    }
    wx.showModal({
      title: t.remove,
      confirmText: t.removeConfirm,
      cancelText: t.cancel,
      success: ({ confirm }) => {
        if (!confirm) return
        cart.setQuantity(id, 0)
        this.refresh()
      },
    })
  },

  select(event) {
    const { id, selected } = event.currentTarget.dataset
    cart.select(id, !selected)
    this.refresh()
  },

  selectAll() {
    const { rows, all } = this.data
    rows.forEach(({ id }) => cart.select(id, !all))
    this.refresh()
  },

  open(event) {
    wx.navigateTo({ url: `/pages/detail/detail?id=${event.currentTarget.dataset.id}` })
  },

  look() {
    wx.switchTab({ url: '/pages/index/index' })
  },

  checkout() {
    wx.showModal({
      title: `${t.total} ¥${(this.data.sum / 100).toFixed(2)}`,
      content: `${t.checkout}?`,
      cancelText: t.cancel,
      success: ({ confirm }) => {
        if (!confirm) return
        cart.removeSelected()
        this.refresh()
        wx.showToast({ title: t.ordered, icon: 'success' })
      },
    })
  },
})
