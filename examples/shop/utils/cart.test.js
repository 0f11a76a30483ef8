// The cart alone: `wx` is the program's own, storage begins empty in every test file.
const cart = require('./cart')
const { products } = require('./goods')

const [first, second] = products

beforeEach(() => {
  wx.clearStorageSync()
  cart.load()
})

test('what is put in is counted and kept', () => {
  expect(cart.add(first.id)).toBe(1)
  expect(cart.add(first.id)).toBe(2)
  expect(cart.quantityOf(first.id)).toBe(2)
  expect(wx.getStorageSync('cart')).toEqual({ [first.id]: { quantity: 2, selected: true } })
})

test('only what is selected is paid', () => {
  cart.setQuantity(first.id, 2)
  cart.setQuantity(second.id, 1)
  expect(cart.rows()).toMatchObject({ sum: first.price * 2 + second.price, all: true, chosen: 2 })
  cart.select(first.id, false)
  expect(cart.rows()).toMatchObject({ sum: second.price, all: false, chosen: 1 })
  cart.removeSelected()
  expect(cart.rows().rows.map(({ id }) => id)).toEqual([first.id])
})

test.each([[0], [-1]])('a quantity of %i takes the product out', (quantity) => {
  cart.add(first.id)
  cart.setQuantity(first.id, quantity)
  expect(cart.count()).toBe(0)
})
