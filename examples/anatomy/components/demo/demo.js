// A card of documentation: what it shows in two languages, then the thing itself.
const { chinese } = require('../../utils/language')

Component({
  data: { chinese },
  properties: { zh: String, en: String },
})
