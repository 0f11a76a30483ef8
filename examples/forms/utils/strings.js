// Words in two languages; the system's language chooses.
const table = {
  zh: {
    title: '报名表', intro: '周末徒步 · 山脊线 12 公里', introText: '请填写领队需要知道的事。带 * 的必填。',
    you: '你', name: '姓名', nameHint: '与证件一致', phone: '手机号', phoneHint: '11 位数字', id: '证件号后四位', idHint: '用于保险', password: '设置口令', passwordHint: '至少 6 位', about: '自我介绍', aboutHint: '走过哪些路？有没有需要照顾的地方？',
    trip: '行程', date: '出发日期', time: '集合时间', pace: '配速', paceItems: ['慢', '中', '快'], pick: '请选择', place: '集合地点', route: '路线与难度', routes: [['北线', '南线'], ['轻松', '中等', '挑战']], region: '常住地区',
    gear: '装备', gearItems: ['登山杖', '头灯', '雨衣', '急救包'], meal: '午餐', meals: ['素', '荤', '自带'], level: '体力自评', water: '带水（升）', news: '接收下次活动通知', agree: '我已阅读并同意安全须知', submit: '提交', reset: '重填',
    errors: { name: '请填写姓名', phone: '手机号应为 11 位数字', password: '口令至少 6 位', date: '请选择出发日期', agree: '请先同意安全须知' },
    doneTitle: '已报名', done: '报名成功', doneText: '领队会在出发前一天联系你。', again: '再填一份', resetDone: '已清空', places: ['地铁二号线终点', '游客中心', '山门广场'], yes: '是', no: '否', counter: '字',
  },
  en: {
    title: 'Sign-up', intro: 'Ridge hike · 12\u00a0km', introText: 'Please tell the guide what matters. Fields with * are required.',
    you: 'You', name: 'Name', nameHint: 'As on your ID', phone: 'Phone', phoneHint: '11 digits', id: 'ID, last 4', idHint: 'For insurance', password: 'Password', passwordHint: 'At least 6 characters', about: 'About you', aboutHint: 'Where have you hiked? Anything we should know?',
    trip: 'Trip', date: 'Date', time: 'Meeting time', pace: 'Pace', paceItems: ['Slow', 'Medium', 'Fast'], pick: 'Choose', place: 'Meeting point', route: 'Route', routes: [['North', 'South'], ['Easy', 'Medium', 'Hard']], region: 'Region',
    gear: 'Gear', gearItems: ['Poles', 'Headlamp', 'Raincoat', 'First aid'], meal: 'Lunch', meals: ['Vegetarian', 'Meat', 'My own'], level: 'Fitness', water: 'Water (litres)', news: 'Tell me about the next hike', agree: 'I have read the safety rules', submit: 'Submit', reset: 'Reset',
    errors: { name: 'Please give your name', phone: 'The phone number has 11 digits', password: 'At least 6 characters', date: 'Please choose a date', agree: 'Please accept the safety rules' },
    doneTitle: 'Done', done: 'You are in', doneText: 'The guide will call the day before.', again: 'Another one', resetDone: 'Cleared', places: ['Metro line 2, last stop', 'Visitor centre', 'Gate square'], yes: 'yes', no: 'no', counter: '',
  },
}

const base = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()

module.exports = table[/^en/i.test(base.language || 'zh') ? 'en' : 'zh']
