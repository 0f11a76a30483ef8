// The cart, kept in storage: { productId: { quantity, selected } }. The badge on the tab follows it.
const { products } = require('./goods')

const KEY = 'cart'
const TAB = 2
let lines = {}

function load() {
  const kept = wx.getStorageSync(KEY)
  lines = kept && typeof kept === 'object' ? kept : {}
}

function count() {
  return Object.keys(lines).reduce((sum, id) => sum + lines[id].quantity, 0)
}

/** Only works on a tab page; elsewhere the next tab page shown does it. */
function showBadge() {
  const total = count()
  if (total) wx.setTabBarBadge({ index: TAB, text: total > 99 ? '99+' : String(total), fail() {} })
  else wx.removeTabBarBadge({ index: TAB, fail() {} })
}

function changed() {
  wx.setStorage({ key: KEY, data: lines })
  showBadge()
}

function setQuantity(id, quantity) {
  if (quantity > 0) lines[id] = { quantity, selected: lines[id] ? lines[id].selected : true }
  else delete lines[id]
  changed()
}

function add(id) {
  setQuantity(id, (lines[id] ? lines[id].quantity : 0) + 1)
  return count()
}

function select(id, selected) {
  lines[id].selected = selected
  changed()
}

function removeSelected() {
  Object.keys(lines).filter((id) => lines[id].selected).forEach((id) => delete lines[id])
  changed()
}

/** Rows to show, and the sum of the selected ones in fen. */
function rows() {
  const list = products.filter(({ id }) => lines[id]).map((product) => ({ ...product, ...lines[product.id] }))
  const chosen = list.filter((row) => row.selected)
  return { rows: list, sum: chosen.reduce((sum, row) => sum + row.price * row.quantity, 0), all: list.length > 0 && chosen.length === list.length, chosen: chosen.length }
}

module.exports = { load, count, showBadge, add, setQuantity, select, removeSelected, rows, quantityOf: (id) => (lines[id] ? lines[id].quantity : 0) }
