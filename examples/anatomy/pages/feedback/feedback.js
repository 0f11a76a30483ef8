const { chinese } = require('../../utils/language')

Page({
  data: { result: '' },

  toast() {
    wx.showToast({ title: chinese ? '好了' : 'Done', icon: 'success', duration: 1200 })
  },

  loading() {
    wx.showLoading({ title: chinese ? '请稍候' : 'Wait' })
    setTimeout(() => wx.hideLoading(), 800)
  },

  async modal() {
    const { confirm, content } = await wx.showModal({ title: chinese ? '问一句' : 'A question', content: '', editable: true, placeholderText: chinese ? '写点什么' : 'Write something', confirmText: chinese ? '好' : 'Yes', cancelText: chinese ? '不' : 'No' })
    this.setData({ result: confirm ? `confirm: ${content}` : 'cancel' })
  },

  sheet() {
    wx.showActionSheet({ itemList: chinese ? ['春', '夏', '秋', '冬'] : ['Spring', 'Summer', 'Autumn', 'Winter'], success: ({ tapIndex }) => this.setData({ result: `tapIndex ${tapIndex}` }), fail: ({ errMsg }) => this.setData({ result: errMsg }) })
  },
})
