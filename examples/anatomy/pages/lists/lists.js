const NAMES = ['立春', '雨水', '惊蛰', '春分']

Page({
  data: { rows: NAMES.map((name, i) => ({ id: i + 1, name })), next: 5, object: { 春: 'spring', 夏: 'summer' } },

  reverse() {
    this.setData({ rows: [...this.data.rows].reverse() })
  },

  prepend() {
    const { rows, next } = this.data
    this.setData({ rows: [{ id: next, name: `第 ${next}` }, ...rows], next: next + 1 })
  },

  remove(event) {
    this.setData({ rows: this.data.rows.filter((row) => row.id !== event.currentTarget.dataset.id) })
  },
})
