// Words in two languages; the system's language chooses.
const table = {
  zh: {
    shop: '街角小店', slogan: '今天新鲜到店', searchTitle: '搜索', search: '搜索面包、牛奶、咖啡…', cart: '购物车', popular: '今日热卖', categories: '分类',
    sold: '已售', add: '加入购物车', inCart: '购物车中', empty: '购物车是空的', go: '去逛逛', total: '合计', checkout: '去结算', selectAll: '全选',
    remove: '移出购物车？', removeConfirm: '移出', ordered: '订单已提交', payFailed: '支付未完成', none: '没有找到相关商品', recent: '最近搜索', clear: '清空', hot: '大家在搜', about: '商品介绍', origin: '产地', keep: '保存', each: '规格', cancel: '取消',
    hotWords: ['面包', '咖啡', '番茄', '蜂蜜'], added: '已加入', refreshed: '已更新',
  },
  en: {
    shop: 'Corner Shop', slogan: 'Fresh in the shop today', searchTitle: 'Search', search: 'Search bread, milk, coffee…', cart: 'Cart', popular: 'Popular today', categories: 'Browse',
    sold: 'sold', add: 'Add to cart', inCart: 'In cart', empty: 'Your cart is empty', go: 'Look around', total: 'Total', checkout: 'Check out', selectAll: 'All',
    remove: 'Remove from the cart?', removeConfirm: 'Remove', ordered: 'Order placed', payFailed: 'Payment not completed', none: 'Nothing found', recent: 'Recent', clear: 'Clear', hot: 'Popular', about: 'About', origin: 'Origin', keep: 'Keep', each: 'Unit', cancel: 'Cancel',
    hotWords: ['bread', 'coffee', 'tomato', 'honey'], added: 'Added', refreshed: 'Up to date',
  },
}

const base = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()
const language = /^en/i.test(base.language || 'zh') ? 'en' : 'zh'

module.exports = { language, ...table[language] }
