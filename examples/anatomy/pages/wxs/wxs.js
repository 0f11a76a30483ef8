Page({
  data: { price: 1299, date: 1767225600000, left: 0, called: '' },

  moved(args) {
    this.setData({ called: `x = ${args.x}` })
  },
})
