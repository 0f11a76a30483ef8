// Properties of every type, what observers see, and a field that never reaches the view.
Component({
  options: { pureDataPattern: /^_/ },
  properties: {
    text: String,
    number: { type: Number, value: 7 },
    flag: Boolean,
    list: { type: Array, value: ['default'] },
    either: { type: Number, optionalTypes: [String] },
  },
  data: { _seen: 0, seen: '', any: 0, shown: '' },
  observers: {
    'number, text': function (number, text) {
      this.setData({ seen: `${number}|${text}` })
    },
    'list.**': function (list) {
      this.setData({ _seen: this.data._seen + 1, shown: `list ×${list.length}` })
    },
  },
  methods: {
    count() {
      this.setData({ any: this.data._seen })
    },
    push() {
      this.setData({ [`list[${this.data.list.length}]`]: 'x' })
    },
  },
})
