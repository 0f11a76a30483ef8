// Browser test of the forms example (run: node conformance/run.mjs --examples forms).

export const tests = {
  'an empty form says what is missing and stays': async ({ steps }) =>
    steps(`
      expect title = 报名表
      tap #submit
      expect text #wrong-name = 请填写姓名
      expect text #wrong-phone = 手机号应为 11 位数字
      expect text #wrong-password = 口令至少 6 位
      expect text #wrong-date = 请选择出发日期
      expect text #wrong-agree = 请先同意安全须知
      expect title = 报名表
    `),

  'typing takes the complaint away, and only digits stay in the phone number': async ({ steps }) =>
    steps(`
      tap #submit
      expect text #wrong-name = 请填写姓名
      input #name = 林小满
      expect absent #wrong-name
      input #phone = 13a8b0
      expect value #phone = 1380
    `),

  'the counter follows the text': async ({ steps }) =>
    steps(`
      input #about = 走过徽杭古道
      expect text #about-count = 6/120
    `),

  'a filled form is submitted with the value of every control': async ({ steps, visit }) => {
    await steps(`
      input #name = 林小满
      input #phone = 13800001234
      input #password = abcdef
      tap #gear-2
      tap #meal-0
      tap #news
      tap #agree
    `)
    await visit.logic(`getCurrentPages()[0].setData({ date: '2026-10-01' })`)
    await steps(`
      expect text #field-date contains 2026-10-01
      tap #submit
      expect title = 已报名
      expect text #row-0 = 林小满
      expect text #row-1 = 13800001234
      expect text #row-2 = 2026-10-01
      expect text #row-3 = 07:30
      expect text #row-4 = 地铁二号线终点
      expect text #row-5 = 北线 · 中等
      expect text #row-6 = 登山杖 · 雨衣
      expect text #row-7 = 素
      expect text #row-8 = 60
      expect text #row-10 = 否
      tap #again
      expect title = 报名表
    `)
  },

  'reset brings every control back': async ({ steps }) =>
    steps(`
      input #name = 林小满
      tap #gear-1
      tap #reset
      expect value #name = ""
      tap #submit
      expect text #wrong-name = 请填写姓名
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER forms). Steps hold in every language.
const filled = `
  input #name = Lin Xiaoman
  input #phone = 13800001234
  input #password = abcdef
  tap #gear-2
  tap #agree
  logic getCurrentPages()[0].setData({ date: '2026-10-01' })
`

export const screens = {
  wrong: 'tap #submit\nexpect visible #wrong-name',
  date: 'tap #field-date\nexpect visible [role=dialog]',
  route: 'tap #field-route\nexpect visible [role=dialog]',
  region: 'tap #field-region\nexpect visible [role=dialog]',
  done: `${filled}\ntap #submit\nexpect depth = 2`,
}
