// Pages and frame of the corner shop in Taro.
export default { pages: ['pages/index/index', 'pages/cart/cart', 'pages/detail/detail'],
 window: { navigationBarTitleText: 'Corner Shop', navigationBarBackgroundColor: '#fff', navigationBarTextStyle: 'black' },
 tabBar: { color: '#888888', selectedColor: '#2b8a3e', backgroundColor: '#ffffff', list: [{ pagePath: 'pages/index/index', text: 'Home' }, { pagePath: 'pages/cart/cart', text: 'Cart' }] } }
