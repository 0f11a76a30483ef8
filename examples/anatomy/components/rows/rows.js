Component({
  properties: { items: Array },
})
