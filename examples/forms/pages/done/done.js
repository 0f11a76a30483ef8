const t = require('../../utils/strings')

Page({
  data: { t, rows: [] },

  onLoad() {
    wx.setNavigationBarTitle({ title: t.doneTitle })
    const answers = getApp().answers
    if (!answers) return wx.redirectTo({ url: '/pages/index/index' })
    const list = (indexes, names) => indexes.map((i) => names[i]).join(' · ')
    this.setData({
      rows: [
        [t.name, answers.name], [t.phone, answers.phone], [t.date, answers.date], [t.time, answers.time],
        [t.place, t.places[answers.place]], [t.route, t.routes.map((column, i) => column[answers.route[i]]).join(' · ')],
        [t.gear, list(answers.gear, t.gearItems)], [t.meal, t.meals[answers.meal]], [t.level, answers.level], [t.water, answers.water],
        [t.news, answers.news ? t.yes : t.no], [t.about, answers.about],
      ].map(([key, value]) => ({ key, value })),
    })
  },

  again() {
    wx.navigateBack({ fail: () => wx.reLaunch({ url: '/pages/index/index' }) })
  },
})
