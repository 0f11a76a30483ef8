const t = require('../../utils/strings')

// Today's date and how much of the list is done.
Component({
  properties: { left: Number, total: Number },
  data: { t, weekday: '', date: '', percent: 0 },
  observers: {
    'left, total': function (left, total) {
      this.setData({ percent: total ? Math.round(((total - left) / total) * 100) : 0 })
    },
  },
  lifetimes: {
    attached() {
      const now = new Date()
      this.setData({ weekday: t.weekdays[now.getDay()], date: `${now.getMonth() + 1}.${now.getDate()}` })
    },
  },
})
