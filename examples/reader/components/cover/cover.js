// A term with its picture: the row of the list and of the shelf.
const { language } = require('../../utils/strings')

Component({
  data: { latin: language === 'en' ? 'latin' : '' },
  properties: { term: Object },
  methods: {
    open() {
      this.triggerEvent('open', { id: this.data.term.id })
    },
  },
})
