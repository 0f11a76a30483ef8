const cart = require('../../utils/cart')
const t = require('../../utils/strings')
const { products } = require('../../utils/goods')

const KEY = 'recent'

Page({
  data: { t, word: '', found: [], searched: false, recent: [] },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.searchTitle })
    this.setData({ recent: wx.getStorageSync(KEY) || [] })
  },

  type(event) {
    this.search(event.detail.value)
  },

  confirm() {
    const word = this.data.word.trim()
    if (!word) return
    const recent = [word, ...this.data.recent.filter((other) => other !== word)].slice(0, 8)
    this.setData({ recent })
    wx.setStorageSync(KEY, recent)
  },

  use(event) {
    this.search(event.currentTarget.dataset.word)
    this.confirm()
  },

  clear() {
    this.setData({ recent: [] })
    wx.removeStorageSync(KEY)
  },

  search(word) {
    const wanted = word.trim().toLowerCase()
    const found = wanted ? products.filter(({ name, text }) => `${name}${text}`.toLowerCase().includes(wanted)) : []
    this.setData({ word, found, searched: wanted !== '' })
  },

  add(event) {
    cart.add(event.currentTarget.dataset.id)
    wx.showToast({ title: t.added, icon: 'none', duration: 800 })
  },

  open(event) {
    this.confirm()
    wx.navigateTo({ url: `/pages/detail/detail?id=${event.currentTarget.dataset.id}` })
  },
})
