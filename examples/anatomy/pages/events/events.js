Page({
  data: { lines: [], detail: '' },

  onLoad() {
    const names = ['outerCapture', 'innerCapture', 'inner', 'outer', 'stop', 'mutInner', 'mutOuter', 'plain']
    names.forEach((name) => {
      this[name] = () => this.setData({ [`lines[${this.data.lines.length}]`]: name })
    })
  },

  clear() {
    this.setData({ lines: [] })
  },

  read(event) {
    const { mark, currentTarget, target } = event
    this.setData({ detail: JSON.stringify({ mark, dataset: currentTarget.dataset, target: target.id }) })
  },
})
