// The list as a person uses it.
async function names(page) {
  const rows = await page.$$('todo-item')
  return Promise.all(rows.map(async (row) => (await row.data('item')).name))
}

test('a thing is written down, done and cleared away', async () => {
  const page = await miniProgram.reLaunch('/pages/index/index')
  const before = await page.data('left')
  await (await page.$('#draft')).input('buy bread')
  await (await page.$('#add')).tap()
  expect(await names(page)).toContain('buy bread')
  expect(await page.data('left')).toBe(before + 1)
  expect(await page.data('draft')).toBe('')

  const row = (await page.$$('todo-item'))[(await names(page)).indexOf('buy bread')]
  await (await row.$('#check')).tap()
  expect(await page.data('left')).toBe(before)

  await (await page.$('#clear')).tap()
  expect(await names(page)).not.toContain('buy bread')
})

test('a filter shows its part of the list', async () => {
  const page = await miniProgram.reLaunch('/pages/index/index')
  await (await page.$('#filter-active')).tap()
  expect(await page.$$('todo-item')).toHaveLength(await page.data('left'))
  await (await page.$('#filter-completed')).tap()
  expect(await page.$$('todo-item')).toHaveLength((await page.data('total')) - (await page.data('left')))
})
