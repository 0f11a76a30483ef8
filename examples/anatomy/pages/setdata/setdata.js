Page({
  data: { count: 0, user: { name: '小满', tags: ['a', 'b'] }, rows: [{ text: '一', done: false }, { text: '二', done: false }], rounds: 0, order: '' },

  add() {
    this.setData({ count: this.data.count + 1 })
  },

  path() {
    this.setData({ 'user.name': '谷雨', 'user.tags[2]': 'c', 'rows[1].done': !this.data.rows[1].done, 'made.by.path[0]': '自动创建' })
  },

  /** Three calls in one turn reach the view once; data is changed at once. */
  batch() {
    const order = []
    this.setData({ rounds: 1 }, () => order.push('callback'))
    order.push(`data ${this.data.rounds}`)
    this.setData({ rounds: 2 })
    this.setData({ rounds: 3 }, () => {
      order.push('last')
      this.setData({ order: order.join(' → ') })
    })
    order.push(`data ${this.data.rounds}`)
  },
})
