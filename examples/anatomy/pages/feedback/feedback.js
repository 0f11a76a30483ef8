Page({
  data: { result: '' },

  toast() {
    wx.showToast({ title: '好了 Done', icon: 'success', duration: 1200 })
  },

  loading() {
    wx.showLoading({ title: '请稍候' })
    setTimeout(() => wx.hideLoading(), 800)
  },

  async modal() {
    const { confirm, content } = await wx.showModal({ title: '问一句', content: '', editable: true, placeholderText: '写点什么', confirmText: '好', cancelText: '不' })
    this.setData({ result: confirm ? `confirm: ${content}` : 'cancel' })
  },

  sheet() {
    wx.showActionSheet({ itemList: ['春', '夏', '秋', '冬'], success: ({ tapIndex }) => this.setData({ result: `tapIndex ${tapIndex}` }), fail: ({ errMsg }) => this.setData({ result: errMsg }) })
  },
})
