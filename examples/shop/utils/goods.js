// What the shop sells. Prices are in fen (1/100 yuan).
const { language } = require('./strings')

const pick = (zh, en) => (language === 'zh' ? zh : en)

const categories = [
  { id: 'bakery', name: pick('烘焙', 'Bakery'), image: 'bread' },
  { id: 'dairy', name: pick('乳品蛋类', 'Dairy & eggs'), image: 'milk' },
  { id: 'produce', name: pick('果蔬', 'Produce'), image: 'tomato' },
  { id: 'drinks', name: pick('茶与咖啡', 'Tea & coffee'), image: 'coffee' },
  { id: 'pantry', name: pick('干货', 'Pantry'), image: 'honey' },
]

const row = (id, category, image, price, sold, name, unit, text, origin, keep) => ({ id, category, image, price, sold, name, unit, text, origin, keep })

const products = [
  row(1, 'bakery', 'bread', 1880, 1260, pick('乡村酸种面包', 'Sourdough loaf'), pick('每个 650 克', '650 g each'), pick('清晨出炉，外皮酥脆，内里湿润有气孔。', 'Bread of this morning: a crisp crust, a moist, open crumb.'), pick('本店', 'Our oven'), pick('常温 3 天', '3 days')),
  row(2, 'dairy', 'milk', 1290, 980, pick('鲜牛奶', 'Fresh milk'), pick('每瓶 950 毫升', '950 ml bottle'), pick('邻近牧场当日配送，巴氏杀菌。', 'Delivered daily from a farm nearby, pasteurised.'), pick('城南牧场', 'South Farm'), pick('冷藏 5 天', '5 days, chilled')),
  row(3, 'produce', 'tomato', 980, 742, pick('沙瓤番茄', 'Vine tomatoes'), pick('每份 500 克', '500 g'), pick('熟透才摘，皮薄汁多，生吃最好。', 'Picked ripe, thin-skinned and juicy. Best eaten raw.'), pick('东郊大棚', 'East greenhouse'), pick('常温 4 天', '4 days')),
  row(4, 'drinks', 'coffee', 5800, 415, pick('中烘咖啡豆', 'Coffee beans, medium'), pick('每袋 250 克', '250 g bag'), pick('坚果与焦糖香气，手冲、意式都合适。', 'Nuts and caramel, for filter or espresso.'), pick('云南保山', 'Baoshan, Yunnan'), pick('避光 60 天', '60 days, dark')),
  row(5, 'dairy', 'egg', 1680, 688, pick('散养鸡蛋', 'Free-range eggs'), pick('每盒 10 枚', 'Box of 10'), pick('山坡散养，蛋黄饱满。', 'From hens on the hillside, with full yolks.'), pick('西山农家', 'West Hill'), pick('冷藏 30 天', '30 days, chilled')),
  row(6, 'produce', 'avocado', 1500, 233, pick('牛油果', 'Avocado'), pick('每份 2 个', 'Two'), pick('到店已催熟，按一按有弹性就能吃。', 'Ripened in the shop: ready when it gives a little.'), pick('云南孟连', 'Menglian, Yunnan'), pick('常温 2 天', '2 days')),
  row(7, 'produce', 'orange', 1250, 524, pick('冰糖橙', 'Sweet oranges'), pick('每份 1 千克', '1 kg'), pick('皮薄味甜，籽少。', 'Thin skin, sweet, few pips.'), pick('湖南麻阳', 'Mayang, Hunan'), pick('常温 10 天', '10 days')),
  row(8, 'drinks', 'tea', 6800, 187, pick('明前绿茶', 'Spring green tea'), pick('每罐 100 克', '100 g tin'), pick('清明前采摘，嫩芽带豆香。', 'Picked before the rains: young buds, a hint of bean.'), pick('浙江松阳', 'Songyang, Zhejiang'), pick('密封 12 个月', '12 months, sealed')),
  row(9, 'dairy', 'cheese', 3200, 96, pick('半硬质奶酪', 'Semi-hard cheese'), pick('每块 200 克', '200 g piece'), pick('熟成六个月，配面包或蜂蜜。', 'Aged six months. For bread or honey.'), pick('城南牧场', 'South Farm'), pick('冷藏 30 天', '30 days, chilled')),
  row(10, 'produce', 'mushroom', 1180, 158, pick('鲜香菇', 'Shiitake'), pick('每份 300 克', '300 g'), pick('菌盖厚实，煎炒炖都香。', 'Thick caps for frying, braising and soup.'), pick('浙江庆元', 'Qingyuan, Zhejiang'), pick('冷藏 5 天', '5 days, chilled')),
  row(11, 'pantry', 'honey', 4500, 309, pick('百花蜜', 'Wildflower honey'), pick('每瓶 500 克', '500 g jar'), pick('山野百花，未经浓缩。', 'From mountain flowers, never heated.'), pick('秦岭', 'Qinling'), pick('18 个月', '18 months')),
  row(12, 'bakery', 'cookie', 1600, 871, pick('巧克力曲奇', 'Chocolate cookies'), pick('每袋 6 块', 'Bag of 6'), pick('黄油和黑巧克力，外脆里软。', 'Butter and dark chocolate: crisp outside, soft inside.'), pick('本店', 'Our oven'), pick('常温 7 天', '7 days')),
]

const banners = [
  { id: 'a', title: pick('本周新鲜', 'Fresh this week'), text: pick('烘焙满 30 减 6', 'Bakery: 6 off from 30'), target: 1 },
  { id: 'b', title: pick('当季果蔬', 'In season'), text: pick('产地直送，当天到店', 'Straight from the growers'), target: 7 },
  { id: 'c', title: pick('咖啡时间', 'Coffee time'), text: pick('新烘的豆子到了', 'Newly roasted beans'), target: 4 },
]

module.exports = { banners, categories, products, find: (id) => products.find((product) => product.id === Number(id)) }
