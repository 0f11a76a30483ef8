// Shows what wx answers, numbered, so that an answer is known from the one before it.
let number = 0

Page({
  data: { answer: '', launch: '' },
  onLoad() {
    this.setData({ launch: JSON.stringify(wx.getLaunchOptionsSync()) })
  },
  show(answer) {
    number += 1
    this.setData({ answer: JSON.stringify({ number, answer }) })
  },
  ask(call) {
    call.then((answer) => this.show(answer), (error) => this.show(error))
  },
  login() {
    this.ask(wx.login())
  },
  check() {
    this.ask(wx.checkSession())
  },
  profile() {
    this.ask(wx.getUserProfile({ desc: 'sdks' }))
  },
  phone({ detail }) {
    this.show(detail)
  },
  account() {
    this.show(wx.getAccountInfoSync().miniProgram)
  }
})
