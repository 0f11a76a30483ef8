const store = require('../../utils/store')
const t = require('../../utils/strings')

const FILTERS = [
  { key: 'all', label: t.all, keep: () => true },
  { key: 'active', label: t.active, keep: (item) => !item.done },
  { key: 'completed', label: t.completed, keep: (item) => item.done },
]

Page({
  data: { t, draft: '', filter: 'all', filters: FILTERS.map(({ key, label }) => ({ key, label })), shown: [], left: 0, total: 0, openId: 0 },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.title })
    this.stop = store.subscribe((items) => this.show(items))
  },

  onUnload() {
    this.stop()
  },

  show(items) {
    this.items = items
    const { keep } = FILTERS.find(({ key }) => key === this.data.filter)
    this.setData({ shown: items.filter(keep), left: items.filter((item) => !item.done).length, total: items.length })
  },

  add() {
    const name = this.data.draft.trim()
    if (!name) return
    this.setData({ draft: '' })
    store.add(name)
  },

  choose(event) {
    this.setData({ filter: event.currentTarget.dataset.key })
    this.show(this.items)
  },

  toggle(event) {
    store.update(event.detail.id, { done: event.detail.done })
  },

  open(event) {
    wx.navigateTo({ url: `/pages/edit/edit?id=${event.detail.id}` })
  },

  remove(event) {
    store.remove(event.detail.id)
  },

  clear() {
    store.clearDone()
    wx.showToast({ title: t.cleared, icon: 'success' })
  },
})
