module.exports = Behavior({
  behaviors: [require('./base')],
  data: { from: 'later', own: { later: 2 } },
  lifetimes: {
    attached() {
      this.order = [...(this.order || []), 'later']
    },
  },
  methods: {
    who() {
      return 'later'
    },
  },
})
