Component({
  options: { styleIsolation: 'isolated' },
  externalClasses: ['word-class'],
})
