// Words in two languages; the system's language chooses.
const table = {
  zh: { title: '画板', undo: '撤销', clear: '清空', clearAsk: '清空整张画？', save: '导出', sizes: ['细', '中', '粗'], clock: '时钟（旧画布）', clockTitle: '时钟', gesture: '手势', gestureTitle: '手势', gestureHint: '单指移动，双指缩放和旋转', reset: '复位', cancel: '取消', exported: '已导出', stroke: '笔', oneStroke: '笔', day: ['日', '一', '二', '三', '四', '五', '六'], week: '星期' },
  en: { title: 'Draw', undo: 'Undo', clear: 'Clear', clearAsk: 'Clear the whole drawing?', save: 'Export', sizes: ['Fine', 'Medium', 'Bold'], clock: 'Clock (old canvas)', clockTitle: 'Clock', gesture: 'Gestures', gestureTitle: 'Gestures', gestureHint: 'One finger moves; two fingers zoom and turn', reset: 'Reset', cancel: 'Cancel', exported: 'Exported', stroke: 'strokes', oneStroke: 'stroke', day: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], week: '' },
}

const base = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()

module.exports = table[/^en/i.test(base.language || 'zh') ? 'en' : 'zh']
