Page({
  data: { old: {}, finished: '' },

  play() {
    const animation = wx.createAnimation({ duration: 200, timingFunction: 'ease' })
    animation.translateX(120).rotate(180).step()
    animation.translateX(0).rotate(0).opacity(0.5).step({ duration: 100 })
    this.setData({ old: animation.export() })
  },

  done() {
    this.setData({ finished: `${this.data.finished}·` })
  },

  animateIt() {
    this.animate('#second', [{ opacity: 1, scale: [1, 1] }, { opacity: 0.4, scale: [1.6, 1.6], ease: 'ease-in' }, { opacity: 1, scale: [1, 1] }], 200, () => {
      this.clearAnimation('#second', () => this.setData({ finished: `${this.data.finished}✓` }))
    })
  },
})
