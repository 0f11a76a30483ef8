// One line of the list. The swipe that uncovers "delete" runs in the view (swipe.wxs).
Component({
  properties: { item: Object, removeLabel: String },
  methods: {
    toggle() {
      const { id, done } = this.data.item
      this.triggerEvent('toggle', { id, done: !done })
    },
    open() {
      this.triggerEvent('open', { id: this.data.item.id })
    },
    remove() {
      this.triggerEvent('remove', { id: this.data.item.id })
    },
  },
})
