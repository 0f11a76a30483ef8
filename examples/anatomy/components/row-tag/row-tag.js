Component({
  properties: { label: String, number: Number },
})
