Page({
  data: { name: '', greeted: '', stack: '' },

  onLoad({ name }) {
    this.channel = this.getOpenerEventChannel()
    this.channel.on('greet', ({ from }) => this.setData({ greeted: from }))
    this.setData({ name: decodeURIComponent(name || ''), stack: getCurrentPages().map((page) => page.route.split('/').pop()).join(' › ') })
  },

  answer() {
    this.channel.emit('answer', '你好，我是客人 hello')
    wx.navigateBack()
  },
})
