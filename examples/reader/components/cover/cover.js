// A term with its picture: the row of the list and of the shelf.
Component({
  properties: { term: Object },
  methods: {
    open() {
      this.triggerEvent('open', { id: this.data.term.id })
    },
  },
})
