const cart = require('./utils/cart')

App({
  onLaunch() {
    cart.load()
  },
})
