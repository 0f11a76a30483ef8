const store = require('../../utils/store')
const t = require('../../utils/strings')

// The red of app.wxss, which a dialog does not read.
const danger = () => (wx.getAppBaseInfo().theme === 'dark' ? '#e58a76' : '#b4432f')

Page({
  data: { t, item: { name: '', note: '', due: '', important: false } },

  onLoad({ id }) {
    wx.setNavigationBarTitle({ title: t.edit })
    const item = store.find(Number(id))
    if (item) this.setData({ item })
    else wx.navigateBack({ fail: () => wx.reLaunch({ url: '/pages/index/index' }) })
  },

  setName(event) {
    this.setData({ 'item.name': event.detail.value })
  },

  setNote(event) {
    this.setData({ 'item.note': event.detail.value })
  },

  setDue(event) {
    this.setData({ 'item.due': event.detail.value })
  },

  setImportant(event) {
    this.setData({ 'item.important': event.detail.value })
  },

  save() {
    const { item } = this.data
    if (!item.name.trim()) return wx.showToast({ title: t.emptyName, icon: 'none' })
    store.update(item.id, item)
    wx.navigateBack()
  },

  remove() {
    wx.showModal({
      title: t.remove,
      content: t.removeAsk,
      confirmText: t.remove,
      confirmColor: danger(),
      success: ({ confirm }) => {
        if (!confirm) return
        store.remove(this.data.item.id)
        wx.navigateBack()
      },
    })
  },
})
