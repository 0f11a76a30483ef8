const t = require('../../utils/strings')
const { validate } = require('../../utils/validate')

const START = { date: '', time: '07:30', place: 0, route: [0, 1], region: [], pace: [1], about: '', level: 60, wrong: {} }

Page({
  data: { t, ...START },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.title })
  },

  /** Keeps the value of any picker under the name in data-field. */
  pick(event) {
    const { field } = event.currentTarget.dataset
    this.setData({ [field]: event.detail.value, [`wrong.${field}`]: '' })
  },

  typed(event) {
    const { field } = event.currentTarget.dataset
    if (this.data.wrong[field]) this.setData({ [`wrong.${field}`]: '' })
  },

  /** Only digits stay in the phone number. */
  digits(event) {
    this.typed(event)
    return event.detail.value.replace(/\D/g, '')
  },

  routeColumn(event) {
    this.setData({ [`route[${event.detail.column}]`]: event.detail.value })
  },

  agree(event) {
    this.setData({ 'wrong.agree': event.detail.value.length ? '' : this.data.wrong.agree })
  },

  submit(event) {
    const values = event.detail.value
    const wrong = validate(values)
    this.setData({ wrong })
    const first = Object.keys(wrong)[0]
    if (first) {
      wx.vibrateShort({ type: 'medium', fail() {} })
      return wx.pageScrollTo({ selector: `#field-${first}`, offsetTop: -20, duration: 200 })
    }
    getApp().answers = values
    wx.navigateTo({ url: '/pages/done/done' })
  },

  reset() {
    this.setData(START)
    wx.showToast({ title: t.resetDone, icon: 'none' })
  },
})
