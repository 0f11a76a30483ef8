Page({
  data: { third: false },

  toggle() {
    this.setData({ third: !this.data.third })
  },
})
