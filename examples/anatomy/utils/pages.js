// The table of contents.
const page = (id, zh, en, textZh, textEn) => ({ id, zh, en, textZh, textEn })

module.exports = [
  page('lifecycle', '生命周期', 'Life cycle', '应用、页面、组件的回调按什么顺序发生', 'The order of app, page and component callbacks'),
  page('setdata', 'setData', 'setData', '路径、合并与回调', 'Paths, batching and the callback'),
  page('expressions', '表达式', 'Expressions', '双花括号里能写什么', 'What may stand in double braces'),
  page('lists', '列表', 'Lists', 'wx:key 让节点跟着数据走', 'wx:key keeps nodes with their data'),
  page('templates', '模板', 'Templates', 'template、import 与 include', 'template, import and include'),
  page('wxs', 'WXS', 'WXS', '在视图层计算与响应手势', 'Computing and answering touches in the view'),
  page('events', '事件', 'Events', '捕获、冒泡、阻止、互斥与标记', 'Capture, bubble, catch, mut-bind and marks'),
  page('properties', '属性与监听', 'Properties', '类型转换、observers 与纯数据', 'Conversion, observers and pure data'),
  page('slots', '插槽与抽象节点', 'Slots and generics', '多插槽与 componentGenerics', 'Multiple slots and componentGenerics'),
  page('behaviors', '行为', 'Behaviors', '合并的先后', 'Who wins when behaviors merge'),
  page('relations', '关系', 'Relations', '父子组件互相认识', 'Components that know each other'),
  page('styles', '样式隔离', 'Style isolation', 'isolated、apply-shared、外部样式类', 'isolated, apply-shared, external classes'),
  page('query', '节点查询', 'Selector query', '位置、尺寸与滚动', 'Position, size and scrolling'),
  page('intersection', '相交观察', 'Intersection', '看得见时才知道', 'Knowing when something is seen'),
  page('animation', '动画', 'Animation', 'createAnimation 与 animate', 'createAnimation and animate'),
  page('routing', '路由与事件通道', 'Routing', '页面栈与 EventChannel', 'The page stack and EventChannel'),
  page('storage', '存储', 'Storage', '同步、异步与用量', 'Synchronous, asynchronous, and usage'),
  page('request', '网络', 'Network', '发一个请求，看它的结果', 'Send a request and see the result'),
  page('feedback', '反馈', 'Feedback', '提示、对话框与操作菜单', 'Toast, dialog and action sheet'),
  page('system', '环境', 'Environment', '窗口、主题与胶囊', 'Window, theme and capsule'),
  page('modules', '模块与分包', 'Modules', 'require 的写法与异步分包', 'Forms of require, and asynchronous subpackages'),
]
