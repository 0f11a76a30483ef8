const cart = require('../../utils/cart')
const t = require('../../utils/strings')
const { categories, products } = require('../../utils/goods')

const groups = categories.map((category) => ({ ...category, products: products.filter((product) => product.category === category.id) }))

Page({
  data: { t, groups, current: groups[0].id, into: '', count: 0 },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.categories })
  },

  onShow() {
    cart.showBadge()
    const app = getApp()
    this.setData({ count: cart.count() })
    if (app.category) this.setData({ current: app.category, into: `group-${app.category}` })
    app.category = ''
  },

  onReady() {
    this.measure()
  },

  /** Where each group begins inside the scroll view, to follow scrolling on the left. */
  measure() {
    const query = this.createSelectorQuery()
    query.select('#goods').fields({ rect: true, size: true, scrollOffset: true })
    query.selectAll('.group').boundingClientRect()
    query.exec(([box, rects]) => {
      if (!box || !rects) return
      this.starts = rects.map((rect) => rect.top - box.top + box.scrollTop)
      this.height = box.height
    })
  },

  choose(event) {
    const { id } = event.currentTarget.dataset
    this.chosen = groups.findIndex((group) => group.id === id)
    this.setData({ current: id, into: `group-${id}` })
  },

  /** A finger takes over from the name tapped on the left. */
  touch() {
    this.chosen = 0
  },

  follow(event) {
    if (!this.starts) return
    const { scrollTop, scrollHeight } = event.detail
    let index = 0
    this.starts.forEach((start, i) => {
      if (scrollTop >= start - 40) index = i
    })
    // The last groups cannot come to the top: the one that was tapped stays chosen.
    if (scrollTop + this.height >= scrollHeight - 1) index = Math.max(index, this.chosen || 0)
    const { id } = groups[index]
    if (id !== this.data.current) this.setData({ current: id })
  },

  add(event) {
    this.setData({ count: cart.add(event.currentTarget.dataset.id) })
  },

  open(event) {
    wx.navigateTo({ url: `/pages/detail/detail?id=${event.currentTarget.dataset.id}` })
  },
})
