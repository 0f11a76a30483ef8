// Browser test of the anatomy example (run: node conformance/run.mjs --examples anatomy).

const at = (name) => `open /pages/${name}/${name}`

export const tests = {
  'the table of contents leads to every page': async ({ steps, visit }) => {
    await steps(`expect count .entry = 21`)
    for (const id of await visit.read('.entry', (els) => els.map((el) => el.id))) await steps(`tap #${id}\nexpect depth = 2\nback\nexpect depth = 1`)
  },

  'life cycle: components before the page, inner ready before outer': async ({ steps }) =>
    steps(`
      tap #to-lifecycle
      expect text #log contains component.created
      expect text #log contains page.onLoad {}
      tap #toggle
      expect text #log contains inner.detached
      expect text #log contains outer.detached
    `),

  'setData: paths and batching': async ({ steps }) =>
    steps(`
      ${at('setdata')}
      tap #add
      expect text #count = 1
      tap #path
      expect text #user = 谷雨 [a,b,c]
      expect text #row-1 = 二 ✓
      expect text #made = 自动创建
      tap #batch
      expect text #rounds = 3
      expect text #order = data 1 → data 3 → callback → last
    `),

  'expressions': async ({ steps }) =>
    steps(`
      ${at('expressions')}
      expect texts .result = 7, a5, 小, false, 空, , 0, 0, object, true, 5, 1, 按键取值
      input #model = 改了
      expect text #value = 改了
    `),

  'lists: nodes move with their state': async ({ steps }) =>
    steps(`
      ${at('lists')}
      input #input-1 = 写在立春
      tap #reverse
      expect value #input-1 = 写在立春
      expect texts .name = 1. 春分, 2. 惊蛰, 3. 雨水, 4. 立春
      tap #prepend
      expect value #input-1 = 写在立春
      tap #remove-3
      expect texts .name = 1. 第 5, 2. 春分, 3. 雨水, 4. 立春
      expect text #table contains 1 2 3 2 4 6 3 6 9
    `),

  'templates': async ({ steps }) =>
    steps(`
      ${at('templates')}
      expect text .shape-card = 0 · 小满（五月）
      expect text #tree matches /根\\s+左\\s+右\\s+叶/
      expect text #footer = 2 人 people
    `),

  'wxs computes and answers touches': async ({ steps }) =>
    steps(`
      ${at('wxs')}
      expect text #price = ¥12.99
      expect text #date = 2026-01-01
      expect text #inline = 三二一
      swipe #knob 90 0
      expect text #called = x = 90
    `),

  'events: phases, catch, mut-bind, mark': async ({ steps }) =>
    steps(`
      ${at('events')}
      tap #inner
      expect text #lines = outerCapture,innerCapture,inner,outer
      tap #clear
      tap #stop
      expect text #lines = stop
      tap #clear
      tap #mut
      expect text #lines = mutInner,plain
      tap #leaf
      expect text #detail = {"mark":{"from":"leaf","page":"events"},"dataset":{"elementType":"row","count":3},"target":"leaf"}
    `),

  'properties are converted, pure data stays behind': async ({ steps }) =>
    steps(`
      ${at('properties')}
      expect text #types = string number boolean 2 string
      expect text #values = 12 4.5 true a,b either
      expect text #seen = 4.5|12 / list ×2 / / 0
      tap #push
      expect text #seen = 4.5|12 / list ×3 / / 0
      tap #count
      expect text #seen = 4.5|12 / list ×3 / / 2
      tap #change
      expect text #values = 7 true a,b,x either
    `),

  'slots and generics': async ({ steps }) =>
    steps(`
      ${at('slots')}
      expect text #foot = 页脚 foot 3
      expect absent #head
      tap #toggle
      expect text #head = 页眉 head
      expect text #plain matches /1\\. 春\\s+2\\. 夏\\s+3\\. 秋/
      expect text #tags contains #春
    `),

  'behaviors merge in order': async ({ steps }) => steps(`${at('behaviors')}\nexpect text #result = later · onlyBase · later · base · base → later → self`),

  'relations link panes to tabs': async ({ steps }) =>
    steps(`
      ${at('relations')}
      expect text #tab-1 = 乙
      expect visible #one
      expect hidden #two
      tap #tab-1
      expect visible #two
      expect hidden #one
      tap #toggle
      expect text #tab-2 = 丙
    `),

  'styles are isolated as declared': async ({ steps }) =>
    steps(`
      ${at('styles')}
      expect style #own color = rgb(194, 65, 12)
      expect style #shared #host-word color = rgb(194, 65, 12)
      expect style #isolated #host-word font-weight = 700
      expect style #isolated #host-word color = rgb(36, 34, 43)
      expect style #isolated #external color = rgb(21, 128, 61)
      expect style #own font-weight = 400
    `),

  'selector query measures': async ({ steps }) =>
    steps(`
      ${at('query')}
      tap #measure
      expect text #line-0 = #target 300 × 60
      expect text #line-1 = .dot 3: a b c
      expect text #line-2 = #scroller scrollLeft 40
      expect text #line-3 = #nothing null
    `),

  'the intersection observer sees the ball': async ({ steps }) =>
    steps(`
      ${at('intersection')}
      expect text #ratio = 0%
      scroll #window 200
      expect text #ratio = 100%
    `),

  'animations end with a word': async ({ steps }) =>
    steps(`
      ${at('animation')}
      tap #play
      expect text #finished contains ·
      tap #animate
      expect text #finished contains ✓
    `),

  'routing: query, event channel, failure': async ({ steps }) =>
    steps(`
      tap #to-routing
      expect text #stack = index › routing
      tap #open
      expect text #zh = 客人 & co
      expect text #greeted = routing
      expect text #stack = index › routing › guest
      tap #answer
      expect text #heard = 你好，我是客人 hello
      tap #lost
      expect text #failed = navigateTo:fail page "pages/lost/lost" is not found
    `),

  'storage stays over a reload': async ({ steps }) =>
    steps(`
      ${at('storage')}
      tap #count
      tap #count
      expect text #value = 2
      reload
      expect text #value = 2
      tap #read
      expect text #info = visits / 10240 KB
      expect text #missing = getStorage:fail data not found
      tap #clear
      expect text #value = 0
    `),

  'a request is answered': async ({ steps, origin }) =>
    steps(`
      ${at('request')}
      input #url = ${origin}/__echo
      tap #send
      expect text #result = 200 {"method":"POST","body":"{\\"hello\\":\\"你好\\"}"}
    `),

  'the environment is known at once and follows the theme': async ({ steps }) =>
    steps(`
      ${at('system')}
      expect text #window matches /^390 × \\d+ @/
      expect text #language = zh_CN
      expect text #theme = light
      theme dark
      expect text #theme = dark
    `),

  'modules: cycles, asynchronous subpackages': async ({ steps }) =>
    steps(`
      ${at('modules')}
      expect text #modules = 21 · 5 · early
      tap #load
      expect text #late = 来自分包 from the annex
      tap #callback
      expect text #late = 来自分包 from the annex（callback）
      tap #room
      expect title = 附楼 Annex
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER anatomy). Steps hold in every language.
export const screens = {
  setdata: `${at('setdata')}\ntap #add\ntap #path\ntap #batch`,
  query: `${at('query')}\ntap #measure`,
  routing: 'tap #to-routing\ntap #lost\nexpect text #failed contains fail',
  sheet: `${at('feedback')}\ntap #sheet\nexpect visible [role=dialog]`,
  modal: `${at('feedback')}\ntap #modal\nexpect visible [role=dialog]`,
  toast: `${at('feedback')}\ntap #toast`,
  loading: `${at('feedback')}\ntap #loading`,
  modules: `${at('modules')}\ntap #load`,
}
