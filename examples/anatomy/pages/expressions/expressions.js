Page({
  data: { a: 2, b: 5, zero: 0, list: ['甲'], object: { k2: '按键取值' }, value: '双向绑定' },
})
