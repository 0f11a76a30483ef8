// Browser test of the reader example (run: node conformance/run.mjs --examples reader).

export const tests = {
  'the list begins with six terms and grows at the bottom': async ({ steps }) =>
    steps(`
      expect title = 岁时
      expect count .entry = 6
      expect text #lichun #name = 立春
      scroll page 100000
      expect count .entry = 12
      scroll page 100000
      expect count .entry = 18
      scroll page 100000
      expect count .entry = 24
      expect text #foot = 一岁将尽，又是立春
      tap #top
      expect absent #top
    `),

  'an article shows its HTML, without the script': async ({ steps }) =>
    steps(`
      tap #yushui
      expect title = 雨水
      expect text #heading = 雨水
      expect text #rich contains 獭祭鱼
      expect count #rich td = 6
      expect text #rich not contains removed
      expect style #rich font-size = 16.64px
      tap #bigger
      expect style #rich font-size = 18.72px
    `),

  'a saved article is on the shelf': async ({ steps }) =>
    steps(`
      tap #jingzhe
      tap #save
      expect text #save contains 已加入书签
      back
      tab 1
      expect title = 书签
      expect count .entry = 1
      expect text #jingzhe #name = 惊蛰
    `),

  'the next article replaces this one': async ({ steps }) =>
    steps(`
      open /pages/article/article?id=dahan
      expect title = 大寒
      tap #next
      expect title = 立春
      expect depth = 1
    `),

  'pulling down starts over': async ({ steps }) =>
    steps(`
      scroll page 100000
      expect count .entry = 12
      scroll page 0
      swipe #lichun 0 400
      expect count .entry = 6
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER reader). Steps hold in every language.
export const screens = {
  article: 'tap #yushui\nexpect depth = 2',
  shelf: 'tap #jingzhe\ntap #save\nback\ntab 1\nexpect count .entry = 1',
  bare: 'open /pages/shelf/shelf',
  end: 'open /pages/article/article?id=dahan\ntap #bigger\ntap #save\nscroll page 100000',
}
