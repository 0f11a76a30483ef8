Page({
  data: { lines: [] },

  measure() {
    const query = wx.createSelectorQuery()
    query.select('#target').boundingClientRect()
    query.selectAll('.dot').fields({ dataset: true, size: true, computedStyle: ['backgroundColor'] })
    query.select('#scroller').scrollOffset()
    query.select('#nothing').boundingClientRect()
    query.exec(([rect, dots, offset, nothing]) => {
      this.setData({
        lines: [
          `#target ${Math.round(rect.width)} × ${Math.round(rect.height)}`,
          `.dot ${dots.length}: ${dots.map((dot) => dot.dataset.name).join(' ')}`,
          `#scroller scrollLeft ${Math.round(offset.scrollLeft)}`,
          `#nothing ${nothing}`,
        ],
      })
    })
  },
})
