Component({
  options: { styleIsolation: 'apply-shared' },
  externalClasses: ['word-class'],
})
