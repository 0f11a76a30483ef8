Page({
  data: { ratio: 0, seen: 0 },

  onReady() {
    this.observer = this.createIntersectionObserver({ thresholds: [0, 0.5, 1] })
    this.observer.relativeTo('#window').observe('#ball', ({ intersectionRatio }) => {
      this.setData({ ratio: Math.round(intersectionRatio * 100), seen: this.data.seen + 1 })
    })
  },

  onUnload() {
    this.observer.disconnect()
  },
})
