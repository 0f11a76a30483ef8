// Gesture handlers: what no step of a conformance case can do. Two fingers, the mouse, the speed at the end, answers that come late.
import { entries, files, open } from './bench.mjs';

export { entries, files };
export const kind = 'browser';

export default function ({ test, equal, ok, page, origin }) {
  const show = (tag) => open(page, origin, `<wx-${tag}-gesture-handler id="g"><wx-view style="height:300px">here</wx-view></wx-${tag}-gesture-handler>`);
  const told = (p) => p.details('workletongesture');
  const states = (list) => list.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  /** Fingers through the protocol, all that are down in each step. */
  async function touch(p, ...steps) {
    const client = await p.context().newCDPSession(p);
    for (const [type, ...points] of steps) await client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await client.detach();
  }

  test('scale-gesture-handler: two fingers tell scale, its parts, rotation and their middle', async () => {
    const p = await show('scale');
    await touch(p, ['touchStart', [100, 200]], ['touchStart', [100, 200], [200, 200]], ['touchMove', [80, 200], [220, 200]], ['touchMove', [50, 200], [250, 200]], ['touchMove', [150, 100], [150, 300]], ['touchEnd']);
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 3));
    const all = await told(p);
    equal(states(all), [0, 1, 2, 3]);
    equal(all[0].pointerCount, 1);
    const active = all.filter(({ state }) => state === 2);
    const wide = active.find(({ scale }) => scale === 2);
    equal([wide.horizontalScale, wide.focalX, wide.focalY, wide.pointerCount, wide.rotation], [2, 150, 200, 2, 0]);
    const turned = active.at(-1);
    equal([turned.scale, turned.rotation.toFixed(4)], [2, (Math.PI / 2).toFixed(4)]);
  });

  test('scale-gesture-handler: one finger moves the middle and scales nothing', async () => {
    const p = await show('scale');
    await touch(p, ['touchStart', [100, 200]], ['touchMove', [120, 240]], ['touchMove', [130, 260]], ['touchMove', [130, 280]], ['touchEnd']);
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 3));
    const { scale, focalX, focalY, focalDeltaY, pointerCount } = (await told(p)).filter(({ state }) => state === 2).at(-1);
    equal([scale, focalX, focalY, focalDeltaY, pointerCount], [1, 130, 280, 20, 1]);
  });

  test('horizontal-drag-gesture-handler: the mouse drags too, and no move of the other axis is told', async () => {
    const p = await open(page, origin, '<wx-horizontal-drag-gesture-handler id="g"><wx-view style="height:300px">here</wx-view></wx-horizontal-drag-gesture-handler>', { context: { hasTouch: false, isMobile: false } });
    const { left, top } = await p.box('#g>*');
    await p.mouse.move(left + 50, top + 100);
    await p.mouse.down();
    for (let step = 1; step <= 5; step++) await p.mouse.move(left + 50 + step * 20, top + 100 + step * 5);
    await p.mouse.up();
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 3));
    const all = await told(p);
    equal(states(all), [0, 1, 2, 3]);
    equal(all.filter(({ deltaY }) => deltaY !== 0).length, 0);
    equal(all.at(-1).absoluteX - all[0].absoluteX, 100);
  });

  test('pan-gesture-handler: a finger that is thrown ends with its speed, one that rested with none', async () => {
    const p = await show('pan');
    await p.swipe([50, 150], [350, 150]);
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 3));
    const thrown = (await told(p)).at(-1);
    ok(thrown.velocityX > 100 && Math.abs(thrown.velocityY) < 1, JSON.stringify(thrown));
    await p.swipe([50, 150], [350, 150], { hold: 250 });
    await p.until(() => bench.events('workletongesture').filter(({ detail }) => detail.state === 3).length === 2);
    equal((await told(p)).at(-1).velocityX, 0);
  });

  test('pan-gesture-handler: what the program does not accept is not begun', async () => {
    const p = await show('pan');
    await p.evaluate(() => void (bench.answers['event:workletshouldacceptgesture'] = () => new Promise((resolve) => setTimeout(() => resolve(false), 50))));
    await p.swipe([50, 150], [350, 150]);
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 4));
    equal(states(await told(p)), [0, 4]);
  });

  test('pan-gesture-handler: moves the program does not want are left out', async () => {
    const p = await show('pan');
    await p.evaluate(() => void (bench.answers['event:workletshouldresponseonmove'] = ({ deltaX }) => deltaX > 0));
    await touch(p, ['touchStart', [100, 200]], ['touchMove', [150, 200]], ['touchMove', [180, 200]], ['touchMove', [170, 200]], ['touchMove', [190, 200]], ['touchEnd']);
    await p.until(() => bench.events('workletongesture').some(({ detail }) => detail.state === 3));
    equal((await told(p)).filter(({ state }) => state === 2).map(({ deltaX }) => deltaX), [50, 30, 20]);
  });
}
