// Words in two languages; the system's language chooses.
const table = {
  zh: {
    title: '岁时', shelf: '书签', loading: '正在翻页…', end: '一岁将尽，又是立春', updated: '已翻到最新', save: '加入书签', saved: '已加入书签', unsaved: '已取消书签', none: '还没有书签', hint: '读到喜欢的一页，点右下角的书签',
    pentads: '三候', about: '物候', quote: '古人把一年分成七十二候，五日一候，看风、看水、看虫鸟草木。', bigger: '字大', smaller: '字小', tableHead: ['候', '名'], first: ['初候', '二候', '末候'], seasons: ['春', '夏', '秋', '冬'], words: '约在公历',
    body: '这一天的前后，光照、气温和雨水都有细小的变化。走慢一点，就能看见：树皮的颜色、鸟的叫声、早晨窗上的水汽。', body2: '节气不是刻度，而是提醒。它不要求你做什么，只请你抬头看一看。', next: '下一个节气',
  },
  en: {
    title: 'The Year', shelf: 'Saved', loading: 'Turning the page…', end: 'The year ends; spring begins again', updated: 'Up to date', save: 'Save', saved: 'Saved', unsaved: 'Removed', none: 'Nothing saved yet', hint: 'Tap the mark on a page you like',
    pentads: 'Three pentads', about: 'What to look for', quote: 'The year was divided into seventy-two pentads of five days each, to be read from wind, water, insects, birds and plants.', bigger: 'Larger', smaller: 'Smaller', tableHead: ['Pentad', 'Name'], first: ['First', 'Second', 'Third'], seasons: ['Spring', 'Summer', 'Autumn', 'Winter'], words: 'Around',
    body: 'Around this day light, warmth and rain change a little. Walk slowly and it shows: in the colour of bark, in the calls of birds, in the mist on a morning window.', body2: 'A solar term is not a mark on a ruler but a reminder. It asks nothing of you but to look up.', next: 'Next term',
  },
}

const base = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()
const language = /^en/i.test(base.language || 'zh') ? 'en' : 'zh'

module.exports = { language, ...table[language] }
