Page({
  data: { heard: '', stack: '', failed: '' },

  onShow() {
    this.setData({ stack: getCurrentPages().map((page) => page.route.split('/').pop()).join(' › ') })
  },

  open() {
    wx.navigateTo({
      url: '/pages/guest/guest?name=' + encodeURIComponent('客人 & co'),
      events: { answer: (text) => this.setData({ heard: text }) },
      success: ({ eventChannel }) => eventChannel.emit('greet', { from: 'routing' }),
    })
  },

  lost() {
    wx.navigateTo({ url: '/pages/lost/lost', fail: ({ errMsg }) => this.setData({ failed: errMsg }) })
  },
})
