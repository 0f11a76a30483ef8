// The cart of the twin in uni-app.
export const cart = {}
export const count = () => Object.values(cart).reduce((a, b) => a + b, 0)
export function add(id) { cart[id] = (cart[id] || 0) + 1; const n = count(); uni.setTabBarBadge({ index: 1, text: String(n), fail() {} }); return n }
