Page({
  data: { url: 'https://example.com/', result: '', busy: false },

  send() {
    this.setData({ busy: true, result: '' })
    this.task = wx.request({
      url: this.data.url,
      method: 'POST',
      data: { hello: '你好' },
      header: { 'x-anatomy': 'yes' },
      success: ({ statusCode, data }) => this.setData({ result: `${statusCode} ${typeof data === 'string' ? data.slice(0, 120) : JSON.stringify({ method: data.method, body: data.body })}` }),
      fail: ({ errMsg }) => this.setData({ result: errMsg }),
      complete: () => this.setData({ busy: false }),
    })
  },

  abort() {
    if (this.task) this.task.abort()
  },
})
