Page({
  data: { value: '', info: '', missing: '' },

  onLoad() {
    this.setData({ value: wx.getStorageSync('visits') || 0 })
  },

  count() {
    const visits = (wx.getStorageSync('visits') || 0) + 1
    wx.setStorageSync('visits', visits)
    this.setData({ value: visits })
  },

  async read() {
    const { keys, limitSize } = await wx.getStorageInfo()
    this.setData({ info: `${keys.join(', ')} / ${limitSize} KB` })
    wx.getStorage({ key: 'nothing', fail: ({ errMsg }) => this.setData({ missing: errMsg }) })
  },

  clear() {
    wx.clearStorage({ success: () => this.setData({ value: 0, info: '', missing: '' }) })
  },
})
