// The home page in Taro.
export default { navigationBarTitleText: 'index' }
