// Words in two languages; the system's language chooses.
const table = {
  zh: {
    title: '待办', today: '今天', left: '件未完成', done: '全部完成，去喝杯茶吧', none: '还没有待办', noneHere: '这里没有事项',
    hint: '写下第一件想做的事', placeholder: '想做点什么？', add: '添加', all: '全部', active: '进行中', completed: '已完成',
    clear: '清除已完成', remove: '删除', edit: '编辑', name: '事项', note: '备注', notePlaceholder: '补充一点细节',
    due: '日期', noDue: '不限', priority: '重要', save: '保存', removeAsk: '确定删除这件事吗？', cleared: '已清除', saved: '已保存', emptyName: '请写下事项',
    weekdays: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
    first: ['给阳台的薄荷浇水', '把《夜航西飞》读完', '和妈妈通电话'],
  },
  en: {
    title: 'Todo', today: 'Today', left: 'left', done: 'All done. Time for tea.', none: 'Nothing to do yet', noneHere: 'Nothing here',
    hint: 'Write down the first thing', placeholder: 'What would you like to do?', add: 'Add', all: 'All', active: 'Active', completed: 'Done',
    clear: 'Clear done', remove: 'Delete', edit: 'Edit', name: 'Item', note: 'Note', notePlaceholder: 'A little more detail',
    due: 'Date', noDue: 'Any day', priority: 'Important', save: 'Save', removeAsk: 'Delete this item?', cleared: 'Cleared', saved: 'Saved', emptyName: 'Please name the item',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    first: ['Water the mint on the balcony', 'Finish "West with the Night"', 'Call mother'],
  },
}

function language() {
  const base = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()
  return /^zh/i.test(base.language || 'zh') ? 'zh' : 'en'
}

module.exports = table[language()]
