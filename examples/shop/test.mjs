// Browser test of the shop example (run: node conformance/run.mjs --examples shop).

export const tests = {
  'home shows banners, categories and products': async ({ steps }) =>
    steps(`
      expect title = 街角小店
      expect count .product = 8
      expect text .product .p-name = 乡村酸种面包
      expect text .p-price = ¥18.80
      expect texts .cat-name = 烘焙, 乳品蛋类, 果蔬, 茶与咖啡, 干货
      expect text .cart-count = 0
      expect name .cart-pill = 购物车 0
    `),

  'plus adds to the cart without opening the product': async ({ steps }) =>
    steps(`
      tap .add
      expect text .cart-count = 1
      tap .add
      expect text .cart-count = 2
      expect title = 街角小店
    `),

  'a product opens, and what is added there is in the cart': async ({ steps }) =>
    steps(`
      tap .p-name
      expect text .d-title = 乡村酸种面包
      expect title = 乡村酸种面包
      tap #quantity #more
      expect text #quantity #value = 2
      tap #buy
      expect text #in-cart = 购物车中 2
      tap #in-cart
      expect title = 购物车
      expect text .c-name = 乡村酸种面包
      expect text #sum = ¥37.60
    `),

  'the cart counts, deselects and checks out': async ({ steps }) =>
    steps(`
      tap .add
      tab 2
      expect text #sum = ¥18.80
      tap #step-1 #more
      expect text #sum = ¥37.60
      tap #all
      expect text #sum = ¥0.00
      tap #all
      expect text #sum = ¥37.60
    `),

  'the category page follows the category tapped at home': async ({ steps }) =>
    steps(`
      expect count .cat = 5
      tap .cat:nth-child(4)
      expect title = 分类
      expect class #side-drinks = side-item on
      tap #side-dairy
      expect class #side-dairy = side-item on
    `),

  'search finds by name and text, and remembers words': async ({ steps }) =>
    steps(`
      tap #search
      input #word = 咖啡
      expect count .product = 1
      expect text .hit = 咖啡
      input #word = 没有的东西
      expect text .none = 没有找到相关商品
      input #word = ""
      tap .chip.hot
      expect count .product = 2
    `),

  'a product opens from a deep link': async ({ steps }) =>
    steps(`
      open /pages/detail/detail?id=11
      expect text .d-title = 百花蜜
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER shop). Steps hold in every language.
export const screens = {
  detail: 'tap .p-name\nexpect depth = 2',
  bare: 'open /pages/cart/cart',
  cart: 'tap .add\ntap .product ~ .product .add\ntap .cart-pill\nexpect visible #sum',
  results: 'open /pages/search/search\ntap .chip.hot',
  nothing: 'open /pages/search/search\ninput #word = zzzzz',
  menu: 'expect visible .product\ntap [aria-haspopup=dialog]\nexpect visible [role=dialog]',
}
