// Saved terms, newest first.
const KEY = 'shelf'

const all = () => wx.getStorageSync(KEY) || []
const has = (id) => all().includes(id)

function toggle(id) {
  const kept = all()
  const next = kept.includes(id) ? kept.filter((other) => other !== id) : [id, ...kept]
  wx.setStorageSync(KEY, next)
  return next.includes(id)
}

module.exports = { all, has, toggle }
