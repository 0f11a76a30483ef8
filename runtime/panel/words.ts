// The words of the panel in both languages. In: the language. Out: texts by name. Must not: hold anything else.

const zh = {
  panel: '开发面板', close: '关闭', console: '控制台', network: '网络', storage: '存储', data: '数据', elements: '元素', timings: '耗时', events: '事件', device: '设备',
  filter: '筛选', clear: '清空', all: '全部', refresh: '刷新', add: '添加', remove: '删除', save: '保存', cancel: '取消', edit: '修改', more: '项未显示', faults: '个错误', pretended: '项模拟', sure: '确定清空？', levels: '级别',
  emptyConsole: '小程序的 console 输出和错误会出现在这里。', emptyNetwork: 'wx.request、上传、下载和 WebSocket 会出现在这里。', emptyStorage: '还没有数据。wx.setStorage 写入的值会出现在这里。',
  emptyEvents: '触摸页面后，bindtap 等事件会出现在这里。', emptyUpdates: '调用 setData 后，这里显示每次的数据量和耗时。', emptyFilter: '没有符合筛选的记录。', emptyElements: '页面还没有元素。',
  emptyStyle: '选择一个元素，查看它的尺寸与样式。', emptyData: '页面打开后，这里显示它的数据。', noData: '没有数据字段。',
  evaluate: '在逻辑层执行表达式', request: '请求', response: '响应', headers: '标头', body: '正文', none: '无', frames: '消息',
  pending: '进行中', failed: '失败', mocked: '固定响应', pin: '固定此响应', pins: '固定响应', addPin: '添加固定响应', pattern: '地址包含（* 为任意）', status: '状态码', delay: '延迟 ms', on: '启用', noPins: '匹配的请求直接得到这里的响应，不再访问后端。',
  key: '键', value: '值', json: '值（JSON）', newKey: '新建', instance: '页面或组件', properties: '属性', page: '页面', pick: '从页面选取', picking: '点按页面中的元素；Esc 取消', source: '源码', box: '盒子', style: '样式',
  launch: '启动', updates: '更新', phases: { document: '文档', paint: '首次绘制', view: '视图脚本', boot: '逻辑层启动', scripts: '加载脚本', page: '页面逻辑', drawn: '绘制', ready: '就绪' },
  logic: '逻辑', wire: '传输', view: '视图', firstRender: '首次渲染', noCall: '其他更新', unseen: '未用于渲染', noteUnseen: '这些字段没有出现在模板中：普通属性比 setData 更省。', ops: '项', size: '大小', size2: '机型', natural: '窗口大小', colours: '外观', system: '跟随系统', light: '浅色', dark: '深色',
  language: '语言', line: '网络', lines: { online: '正常', fast4g: '快速 4G', slow4g: '慢速 4G', slow3g: '慢速 3G', offline: '断网' },
  entry: '启动参数', path: '页面', query: '查询', scene: '场景值', referrer: 'referrerInfo（JSON）', relaunch: '重新启动', permissions: '授权', ask: '询问', allow: '允许', deny: '拒绝', atLaunch: '重新启动后生效。',
  stack: '页面栈', badJson: '不是有效的 JSON', gone: '实例已不存在', items: '条', scopes: { 'scope.userLocation': '位置', 'scope.userFuzzyLocation': '模糊位置', 'scope.camera': '摄像头', 'scope.record': '麦克风', 'scope.writePhotosAlbum': '相册', 'scope.bluetooth': '蓝牙', 'scope.addPhoneContact': '联系人', 'scope.addPhoneCalendar': '日历', 'scope.werun': '步数' },
  handler: '处理函数', target: '目标', detail: 'detail', width: '宽', reset: '恢复默认', apply: '应用',
};

const en: typeof zh = {
  panel: 'Developer panel', close: 'Close', console: 'Console', network: 'Network', storage: 'Storage', data: 'Data', elements: 'Elements', timings: 'Timings', events: 'Events', device: 'Device',
  filter: 'Filter', clear: 'Clear', all: 'All', refresh: 'Refresh', add: 'Add', remove: 'Delete', save: 'Save', cancel: 'Cancel', edit: 'Edit', more: 'more not shown', faults: 'faults', pretended: 'pretended', sure: 'Really clear?', levels: 'Levels',
  emptyConsole: 'What the program writes to its console, and errors, will stand here.', emptyNetwork: 'Calls of wx.request, uploads, downloads and sockets will stand here.', emptyStorage: 'Nothing stored yet. Values written by wx.setStorage will stand here.',
  emptyEvents: 'Touch the page: events such as bindtap will stand here.', emptyUpdates: 'Once setData is called, each call stands here with its size and time.', emptyFilter: 'No record passes the filter.', emptyElements: 'The page has no elements yet.',
  emptyStyle: 'Choose an element to see its size and style.', emptyData: 'Once a page is open, its data stand here.', noData: 'No fields.',
  evaluate: 'Evaluate in the logic realm', request: 'Request', response: 'Response', headers: 'Headers', body: 'Body', none: 'none', frames: 'Messages',
  pending: 'pending', failed: 'failed', mocked: 'pinned', pin: 'Pin this response', pins: 'Pinned responses', addPin: 'Pin a response', pattern: 'Address contains (* is anything)', status: 'Status', delay: 'Delay, ms', on: 'On', noPins: 'Requests that match are answered from here and do not reach the back end.',
  key: 'Key', value: 'Value', json: 'Value (JSON)', newKey: 'New', instance: 'Page or component', properties: 'properties', page: 'Page', pick: 'Pick from the page', picking: 'Tap an element of the page; Esc gives up', source: 'Source', box: 'Box', style: 'Style',
  launch: 'Launch', updates: 'Updates', phases: { document: 'Document', paint: 'First paint', view: 'View script', boot: 'Logic realm', scripts: 'Scripts', page: 'Page logic', drawn: 'Drawing', ready: 'Ready' },
  logic: 'logic', wire: 'transfer', view: 'view', firstRender: 'first render', noCall: 'other update', unseen: 'not drawn', noteUnseen: 'No template reads these fields: a plain member costs less than setData.', ops: 'ops', size: 'Size', size2: 'Device', natural: 'As the window', colours: 'Colours', system: 'As the system', light: 'Light', dark: 'Dark',
  language: 'Language', line: 'Network', lines: { online: 'Online', fast4g: 'Fast 4G', slow4g: 'Slow 4G', slow3g: 'Slow 3G', offline: 'Offline' },
  entry: 'Launch options', path: 'Page', query: 'Query', scene: 'Scene', referrer: 'referrerInfo (JSON)', relaunch: 'Relaunch', permissions: 'Permissions', ask: 'Ask', allow: 'Allow', deny: 'Deny', atLaunch: 'Counts from the next launch on.',
  stack: 'Page stack', badJson: 'Not valid JSON', gone: 'The instance is gone', items: 'items', scopes: { 'scope.userLocation': 'Position', 'scope.userFuzzyLocation': 'Rough position', 'scope.camera': 'Camera', 'scope.record': 'Microphone', 'scope.writePhotosAlbum': 'Photo album', 'scope.bluetooth': 'Bluetooth', 'scope.addPhoneContact': 'Contacts', 'scope.addPhoneCalendar': 'Calendar', 'scope.werun': 'Step count' },
  handler: 'Handler', target: 'Target', detail: 'detail', width: 'Width', reset: 'Reset', apply: 'Apply',
};

export type Words = typeof zh;
export const wordsIn = (language: 'zh' | 'en'): Words => (language === 'zh' ? zh : en);
