// A card of documentation: what it shows in two languages, then the thing itself.
Component({
  properties: { zh: String, en: String },
})
