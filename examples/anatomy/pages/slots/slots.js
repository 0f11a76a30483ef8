Page({
  data: { items: ['春', '夏', '秋'], late: false },

  toggle() {
    this.setData({ late: !this.data.late })
  },
})
