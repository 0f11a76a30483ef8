// A component by itself: rendered with properties, watched from outside.
const id = simulate.load('/components/stepper/stepper')

function stepper(properties) {
  const component = simulate.render(id, properties)
  component.attach()
  const changes = []
  component.addEventListener('change', ({ detail }) => changes.push(detail.value))
  return { component, changes, tap: (selector) => component.querySelector(selector).dispatchEvent('tap') }
}

test('it asks for one more or less, and leaves the number to its owner', () => {
  const { component, changes, tap } = stepper({ value: 3 })
  tap('#more')
  tap('#less')
  expect(changes).toEqual([4, 2])
  expect(component.querySelector('#value').dom.textContent).toBe('3')
})

test('it stays within its bounds, and shows where they are', () => {
  const { component, changes, tap } = stepper({ value: 1, min: 1, max: 2 })
  tap('#less')
  expect(changes).toEqual([])
  expect(component.querySelector('#less').dom.classList).toContain('off')
  component.setData({ value: 2 })
  tap('#more')
  expect(changes).toEqual([])
  expect(component.toJSON()).toMatchSnapshot()
})
