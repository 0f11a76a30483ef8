Page({
  data: { people: [{ kind: 'card', name: '小满', note: '五月' }, { kind: 'line', name: '霜降', note: '十月' }], tree: { name: '根', children: [{ name: '左', children: [] }, { name: '右', children: [{ name: '叶', children: [] }] }] } },
})
