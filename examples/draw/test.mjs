// Browser test of the draw example (run: node conformance/run.mjs --examples draw).


export const tests = {
  'a stroke is drawn, counted and undone': async ({ steps }) =>
    steps(`
      expect title = 画板
      expect text #count = 0 笔
      swipe #board 120 60
      expect text #count = 1 笔
      tap #color-1
      swipe #board -100 80
      expect text #count = 2 笔
      tap #undo
      expect text #count = 1 笔
    `),

  'the drawing is exported as a picture with the stroke in it': async ({ steps, visit }) => {
    await steps(`
      expect text #count = 0 笔
      tap #color-1
      tap #width-2
      swipe #board 120 60
      expect text #count = 1 笔
      tap #save
      expect visible #exported
    `)
    const red = await visit.page.evaluate(async () => {
      const host = document.querySelector('#exported')
      const source = host.querySelector('img')?.src ?? getComputedStyle(host.querySelector('div') ?? host).backgroundImage.slice(5, -2)
      const bitmap = await createImageBitmap(await (await fetch(source)).blob())
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = canvas.getContext('2d')
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      let count = 0
      for (let i = 0; i < data.length; i += 4) if (data[i] > 190 && data[i + 1] < 100 && data[i + 2] < 100) count++
      return count
    })
    if (red < 200) throw new Error(`only ${red} red pixels in the exported picture`)
  },

  'the clock on the old canvas ticks through draw callbacks and exports': async ({ steps }) =>
    steps(`
      tap #to-clock
      expect title = 时钟
      expect text #text matches /^\\d\\d:\\d\\d:\\d\\d/
      tap #save
      expect visible #file
    `),

  'one finger moves the card, a long press zooms': async ({ steps }) =>
    steps(`
      tap #to-gesture
      expect title = 手势
      swipe #card 40 30
      expect text #state contains x 40 · y 30
      longpress #card
      expect text #state contains ×2
      tap #reset
      expect text #state = x 0 · y 0 · ×1 · 0°
    `),
}

// Pictures of more than a page's first sight (run: node conformance/run.mjs --screens FOLDER draw). Steps hold in every language.
export const screens = {
  drawn: 'tap #color-1\ntap #width-2\nswipe #board 120 60\ntap #save\nexpect visible #exported',
  clock: 'tap #to-clock\nexpect depth = 2',
  gesture: 'open /pages/gesture/gesture\nswipe #card 40 30',
}
