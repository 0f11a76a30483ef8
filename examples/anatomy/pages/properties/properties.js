Page({
  data: { number: '4.5', text: 12 },

  change() {
    this.setData({ number: 'not a number', text: null })
  },
})
