const relative = require('../../utils/pages')
const { sum } = require('./sum.js')
const first = require('./cycle-a')

Page({
  data: { count: relative.length, sum: sum(2, 3), cycle: first.seen, late: '', failed: '' },

  async load() {
    const { word } = await require.async('../../annex/late.js')
    this.setData({ late: word })
  },

  callback() {
    require('../../annex/late.js', ({ word }) => this.setData({ late: `${word}（callback）` }), ({ errMsg }) => this.setData({ failed: errMsg }))
  },
})
