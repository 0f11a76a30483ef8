module.exports = Behavior({
  properties: { label: { type: String, value: 'base' } },
  data: { from: 'base', own: { base: 1 } },
  lifetimes: {
    attached() {
      this.order = [...(this.order || []), 'base']
    },
  },
  methods: {
    who() {
      return 'base'
    },
    onlyBase() {
      return 'onlyBase'
    },
  },
})
