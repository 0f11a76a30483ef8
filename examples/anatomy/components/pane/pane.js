Component({
  relations: { '../tabs/tabs': { type: 'parent' } },
  properties: { title: String },
  data: { visible: false },
  methods: {
    show(visible) {
      this.setData({ visible })
    },
  },
})
