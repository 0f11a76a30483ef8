const t = require('../../utils/strings')
const { terms } = require('../../utils/terms')

const PAGE_SIZE = 6

Page({
  data: { t, shown: terms.slice(0, PAGE_SIZE), more: true, scrolled: false },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.title })
  },

  onPullDownRefresh() {
    this.setData({ shown: terms.slice(0, PAGE_SIZE), more: true }, () => {
      wx.stopPullDownRefresh()
      wx.showToast({ title: t.updated, icon: 'none' })
    })
  },

  onReachBottom() {
    const { length } = this.data.shown
    if (length === terms.length) return
    const changes = { more: length + PAGE_SIZE < terms.length }
    terms.slice(length, length + PAGE_SIZE).forEach((term, i) => {
      changes[`shown[${length + i}]`] = term
    })
    this.setData(changes)
  },

  onPageScroll({ scrollTop }) {
    const scrolled = scrollTop > 600
    if (scrolled !== this.data.scrolled) this.setData({ scrolled })
  },

  toTop() {
    wx.pageScrollTo({ scrollTop: 0, duration: 300 })
  },

  open(event) {
    wx.navigateTo({ url: `/pages/article/article?id=${event.detail.id}` })
  },
})
