Component({
  behaviors: [require('../../behaviors/later')],
  data: { own: { self: 3 } },
  lifetimes: {
    attached() {
      this.order = [...(this.order || []), 'self']
      this.setData({ result: [this.who(), this.onlyBase(), this.data.from, this.data.label, this.order.join(' → ')].join(' · ') })
    },
  },
})
