// A number with minus and plus. The owner decides whether the change is taken.
Component({
  properties: {
    value: { type: Number, value: 1 },
    min: { type: Number, value: 0 },
    max: { type: Number, value: 99 },
  },
  methods: {
    step(event) {
      const value = this.data.value + Number(event.currentTarget.dataset.by)
      if (value >= this.data.min && value <= this.data.max) this.triggerEvent('change', { value })
    },
  },
})
