// The cart page in Taro.
export default { navigationBarTitleText: 'cart' }
