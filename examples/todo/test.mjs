// Browser test of the todo example (run: node conformance/run.mjs --examples todo).

export const tests = {
  'the list starts with three things, one of them done': async ({ steps }) =>
    steps(`
      expect title = 待办
      expect count #check = 3
      expect text #left = 2 件未完成
      expect texts .filter = 全部, 进行中, 已完成
    `),

  'a thing is added, done, filtered and cleared': async ({ steps }) =>
    steps(`
      input #draft = 买两张电影票
      tap #add
      expect count #check = 4
      expect text #item-4 #body = 买两张电影票
      tap #item-4 #check
      expect text #left = 2 件未完成
      tap #filter-active
      expect count #check = 2
      tap #filter-completed
      expect count #check = 2
      tap #clear
      expect count #check = 0
      expect text .empty-title = 这里没有事项
    `),

  'what was written is there after a reload': async ({ steps }) =>
    steps(`
      input #draft = 修自行车
      tap #add
      expect text #item-4 #body = 修自行车
      reload
      expect text #item-4 #body = 修自行车
      expect count #check = 4
    `),

  'a thing is edited on its own page': async ({ steps }) =>
    steps(`
      tap #item-3 #body
      expect title = 编辑
      input #name = 和爸爸妈妈通电话
      input #note = 晚饭后
      tap #important
      tap #save
      expect title = 待办
      expect text #item-3 #body contains 和爸爸妈妈通电话
      expect text #item-3 #body contains 晚饭后
      expect visible #item-3 [aria-label="★"]
    `),

  'a swipe to the left uncovers delete': async ({ steps }) =>
    steps(`
      expect count #check = 3
      swipe #item-2 #body -140 0
      tap #item-2 #remove
      expect count #check = 2
      expect absent #item-2
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER todo). Steps hold in every language.
export const screens = {
  edit: 'open /pages/edit/edit?id=1',
  done: 'tap #item-1 #check\ntap #item-3 #check',
  swiped: 'swipe #item-2 #body -140 0',
  none: 'tap #item-1 #check\ntap #item-3 #check\ntap #filter-active\nexpect visible .empty',
  asked: 'tap #item-1 #body\ntap #delete\nexpect visible [role=dialog]',
}
