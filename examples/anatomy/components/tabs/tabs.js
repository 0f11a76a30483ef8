// Knows its panes through relations.
Component({
  relations: {
    '../pane/pane': {
      type: 'child',
      linked() {
        this.update()
      },
      unlinked() {
        this.update()
      },
    },
  },
  data: { titles: [], current: 0 },
  methods: {
    update() {
      const panes = this.getRelationNodes('../pane/pane') || []
      this.setData({ titles: panes.map((pane) => pane.data.title) })
      panes.forEach((pane, i) => pane.show(i === this.data.current))
    },
    choose(event) {
      this.setData({ current: event.currentTarget.dataset.index })
      this.update()
    },
  },
})
