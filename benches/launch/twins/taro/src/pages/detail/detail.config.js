// The detail page in Taro.
export default { navigationBarTitleText: 'detail' }
