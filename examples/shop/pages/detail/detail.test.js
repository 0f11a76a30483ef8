// Pages as a person uses them: opened by their address, tapped with a finger.
test('what is bought lies in the cart, which the way there says', async () => {
  const page = await miniProgram.reLaunch('/pages/detail/detail?id=1')
  const stepper = await page.$('#quantity')
  await (await stepper.$('#more')).tap()
  expect(await page.data('quantity')).toBe(2)
  await (await page.$('#buy')).tap()
  expect(await (await page.$('#in-cart')).text()).toContain('2')
  await (await page.$('#in-cart')).tap()
  const cart = await miniProgram.currentPage()
  expect(cart.path).toBe('pages/cart/cart')
  expect(await cart.$$('.c-row')).toHaveLength(1)
})

test('a product that is not there leads to the search', async () => {
  await miniProgram.reLaunch('/pages/detail/detail?id=none')
  await miniProgram.waitFor(async () => (await miniProgram.currentPage()).path === 'pages/search/search')
})
