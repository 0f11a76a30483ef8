// The twenty-four solar terms and their seventy-two pentads.
const english = require('./pentads')
const strings = require('./strings')

function term(id, zh, en, date, textZh, textEn, pentads) {
  const chinese = strings.language === 'zh'
  return { id, name: chinese ? zh : en, other: chinese ? en : zh, date, text: chinese ? textZh : textEn, pentads: chinese ? pentads.split(' ') : english[id] }
}

const terms = [
  term('lichun', '立春', 'Beginning of Spring', '2.4', '冰面下有了水声，风转了方向。', 'Water moves under the ice and the wind turns.', '东风解冻 蛰虫始振 鱼陟负冰'),
  term('yushui', '雨水', 'Rain Water', '2.19', '雪落下来变成了雨，田埂开始松软。', 'Snow falls as rain and the paths turn soft.', '獭祭鱼 候雁北 草木萌动'),
  term('jingzhe', '惊蛰', 'Awakening of Insects', '3.5', '第一声雷滚过山脊，虫子醒来。', 'The first thunder crosses the ridge and insects wake.', '桃始华 仓庚鸣 鹰化为鸠'),
  term('chunfen', '春分', 'Spring Equinox', '3.20', '昼夜各分一半，燕子回到旧檐下。', 'Day and night share alike; swallows return.', '玄鸟至 雷乃发声 始电'),
  term('qingming', '清明', 'Clear and Bright', '4.4', '天色清亮，桐花开，远行的人也回家。', 'Clear skies, paulownia in flower, travellers come home.', '桐始华 田鼠化鴽 虹始见'),
  term('guyu', '谷雨', 'Grain Rain', '4.20', '雨生百谷，茶园里只听见采茶的手。', 'Rain for the grain; in the tea garden only hands are heard.', '萍始生 鸣鸠拂其羽 戴胜降于桑'),
  term('lixia', '立夏', 'Beginning of Summer', '5.5', '蛙声从水田里漫上来，影子短了。', 'Frogs fill the paddies and shadows grow short.', '蝼蝈鸣 蚯蚓出 王瓜生'),
  term('xiaoman', '小满', 'Grain Buds', '5.21', '麦穗灌浆，刚刚好，还没有满。', 'The wheat fills: just enough, not yet full.', '苦菜秀 靡草死 麦秋至'),
  term('mangzhong', '芒种', 'Grain in Ear', '6.5', '一边收麦，一边插秧，人比燕子忙。', 'Harvest here, planting there: busier than swallows.', '螳螂生 鵙始鸣 反舌无声'),
  term('xiazhi', '夏至', 'Summer Solstice', '6.21', '一年里最长的白天，风停在荷叶上。', 'The longest day; the wind rests on lotus leaves.', '鹿角解 蜩始鸣 半夏生'),
  term('xiaoshu', '小暑', 'Minor Heat', '7.7', '热风来了，蟋蟀躲进墙角。', 'Warm wind; crickets move to the corner of the wall.', '温风至 蟋蟀居壁 鹰始挚'),
  term('dashu', '大暑', 'Major Heat', '7.22', '夜里的萤火比星星近。', 'At night the fireflies are nearer than the stars.', '腐草为萤 土润溽暑 大雨时行'),
  term('liqiu', '立秋', 'Beginning of Autumn', '8.7', '一场雨后，风里有了薄薄的凉。', 'After one rain the wind carries a thin coolness.', '凉风至 白露降 寒蝉鸣'),
  term('chushu', '处暑', 'End of Heat', '8.23', '暑气到此为止，晚霞铺得很开。', 'The heat stops here; evening clouds spread wide.', '鹰乃祭鸟 天地始肃 禾乃登'),
  term('bailu', '白露', 'White Dew', '9.7', '清晨草尖上挂着光。', 'In the morning light hangs on the grass tips.', '鸿雁来 玄鸟归 群鸟养羞'),
  term('qiufen', '秋分', 'Autumn Equinox', '9.23', '又一次平分，桂花的香气走得很远。', 'Equal once more; osmanthus travels far.', '雷始收声 蛰虫坯户 水始涸'),
  term('hanlu', '寒露', 'Cold Dew', '10.8', '露水凉了，菊花开到最盛。', 'The dew is cold and chrysanthemums are at their height.', '鸿雁来宾 雀入大水为蛤 菊有黄华'),
  term('shuangjiang', '霜降', 'Descent of Frost', '10.23', '一夜之间柿子都红了。', 'Overnight every persimmon has turned red.', '豺乃祭兽 草木黄落 蛰虫咸俯'),
  term('lidong', '立冬', 'Beginning of Winter', '11.7', '水面结了第一层薄冰。', 'The first thin ice on the water.', '水始冰 地始冻 雉入大水为蜃'),
  term('xiaoxue', '小雪', 'Minor Snow', '11.22', '雪还在路上，炉火先点起来。', 'Snow is on its way; light the stove first.', '虹藏不见 天气上升 闭塞成冬'),
  term('daxue', '大雪', 'Major Snow', '12.7', '山的轮廓被重新画了一遍。', 'The outline of the hills is drawn anew.', '鹖鴠不鸣 虎始交 荔挺出'),
  term('dongzhi', '冬至', 'Winter Solstice', '12.21', '最长的夜，从这里往回走。', 'The longest night; from here we turn back.', '蚯蚓结 麋角解 水泉动'),
  term('xiaohan', '小寒', 'Minor Cold', '1.5', '喜鹊开始衔枝，为春天搭窝。', 'Magpies carry twigs, building for spring.', '雁北乡 鹊始巢 雉始雊'),
  term('dahan', '大寒', 'Major Cold', '1.20', '最冷的日子里，腊梅先开。', 'In the coldest days wintersweet flowers first.', '鸡乳 征鸟厉疾 水泽腹坚'),
]

const SEASONS = strings.seasons

terms.forEach((entry, i) => {
  entry.number = i + 1
  entry.season = SEASONS[Math.floor(i / 6)]
})

module.exports = { terms, find: (id) => terms.find((entry) => entry.id === id) }
