// View half of the location group: the browser's geolocation, a sheet to choose a place, a sheet that shows one.
// In: calls. Out: positions. Must not: load map tiles of anyone; a place is shown by its name and numbers, and opened in the map app of the person.

import { ApiFailure, type ViewApiHost } from '../host';
import { PALETTE, button, h, style } from '../view_dom';

const CSS = `
.mn-a-place{width:100%;max-height:80vh;overflow:auto;border-radius:12px 12px 0 0;background:var(--a-bg);padding:8px 20px calc(20px + env(safe-area-inset-bottom))}
.mn-a-place-head{display:flex;align-items:center;min-height:52px;font-weight:500}
.mn-a-place-head span{flex:1;text-align:center}
.mn-a .mn-a-place-head button{min-width:56px;min-height:44px}
.mn-a .mn-a-place-head button:last-child{color:var(--a-brand);font-weight:500;text-align:right}
.mn-a .mn-a-place-head button:first-child{text-align:left}
.mn-a .mn-a-place-head button:disabled{opacity:.3}
.mn-a-place label{display:flex;align-items:center;min-height:52px;border-top:1px solid var(--a-line)}
.mn-a-place label span{flex:0 0 84px;color:var(--a-fg1)}
.mn-a-place input{flex:1;min-width:0;border:0;outline:0;background:none;color:inherit;font:inherit;padding:8px 0}
.mn-a .mn-a-place-here{display:block;width:100%;min-height:52px;text-align:left;color:var(--a-link);border-top:1px solid var(--a-line)}
.mn-a-place-grid{position:relative;height:180px;margin:0 -20px 12px;overflow:hidden;background:repeating-linear-gradient(0deg,var(--a-line) 0 1px,transparent 1px 40px),repeating-linear-gradient(90deg,var(--a-line) 0 1px,transparent 1px 40px),var(--a-bg1)}
.mn-a-place-grid::after{content:"";position:absolute;left:50%;top:50%;width:22px;height:22px;margin:-26px 0 0 -11px;border-radius:50% 50% 50% 0;background:var(--a-red);transform:rotate(-45deg)}
.mn-a-place h2{margin:4px 0;font-size:20px;font-weight:500;overflow-wrap:anywhere}
.mn-a-place p{margin:0 0 12px;color:var(--a-fg1);font-size:14px;overflow-wrap:anywhere}
.mn-a .mn-a-place-go{display:block;width:100%;min-height:48px;border-radius:8px;background:var(--a-brand);color:#fff;font-weight:500}
`;

export default function location(host: ViewApiHost): void {
  const say = (zh: string, en: string) => (host.frame.language === 'zh' ? zh : en);
  host.handle('location.get', ({ accurate, timeoutMs }: { accurate: boolean; timeoutMs: number }) => position(accurate, timeoutMs));

  let watch: number | undefined;
  host.handle('location.watch', ({ on }: { on: boolean }) => {
    if (watch !== undefined) navigator.geolocation.clearWatch(watch);
    watch = undefined;
    if (!on) return;
    if (!navigator.geolocation) throw new ApiFailure('not supported', { errno: 100 });
    watch = navigator.geolocation.watchPosition(({ coords }) => host.emit('location', plain(coords)), () => host.emit('location.error', { errCode: 10001 }), { enableHighAccuracy: true });
  });

  host.handle('location.choose', (near: { latitude?: number; longitude?: number }) => {
    style(PALETTE + CSS);
    return new Promise((resolve) => {
      let own = false;
      const finish = (value: object | null) => (close(), resolve(value));
      const field = (text: string, value: string, mode: string) => {
        const input = h('input', '', { value, inputmode: mode, autocomplete: 'off' });
        input.addEventListener('input', () => (mode === 'decimal' && (own = false), check()));
        return { input, label: h('label', '', null, h('span', '', null, text), input) };
      };
      const name = field(say('名称', 'Name'), '', 'text');
      const address = field(say('地址', 'Address'), '', 'text');
      const latitude = field(say('纬度', 'Latitude'), String(near.latitude ?? ''), 'decimal');
      const longitude = field(say('经度', 'Longitude'), String(near.longitude ?? ''), 'decimal');
      const number = ({ input }: { input: HTMLInputElement }, most: number) => (input.value.trim() !== '' && Math.abs(Number(input.value)) <= most ? Number(input.value) : NaN);
      const done = button('', say('完成', 'Done'), () =>
        finish({ name: name.input.value, address: address.input.value, latitude: number(latitude, 90), longitude: number(longitude, 180), own }));
      const check = () => (done.disabled = Number.isNaN(number(latitude, 90)) || Number.isNaN(number(longitude, 180)));
      const here = button('mn-a-place-here', say('使用我的位置', 'Use my position'), async () => {
        here.textContent = say('正在定位…', 'Locating…');
        try {
          const found = await position(true, 10_000);
          latitude.input.value = found.latitude.toFixed(6);
          longitude.input.value = found.longitude.toFixed(6);
          own = true;
          here.textContent = say('使用我的位置', 'Use my position');
        } catch {
          here.textContent = say('无法获取位置', 'The position is not available');
        }
        check();
      });
      const head = h('div', 'mn-a-place-head', null, button('', say('取消', 'Cancel'), () => finish(null)), h('span', '', null, say('选择位置', 'Choose a place')), done);
      const sheet = h('div', 'mn-a-place', null, head, name.label, address.label, latitude.label, longitude.label, here);
      check();
      const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: say('选择位置', 'Choose a place'), onDismiss: () => finish(null) });
    });
  });

  host.handle('location.open', ({ latitude, longitude, name, address }: { latitude: number; longitude: number; name: string; address: string }) => {
    style(PALETTE + CSS);
    const place = `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
    const go = button('mn-a-place-go', say('在地图应用中打开', 'Open in a map app'), () => {
      // `geo:` asks the phone for its map app.
      const link = h('a', '', { href: `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name || address)})`, target: '_blank', rel: 'noopener' });
      link.click();
    }, { autofocus: true });
    const copy = button('mn-a-place-here', say('复制坐标', 'Copy coordinates'), () => void navigator.clipboard?.writeText(place));
    const head = h('div', 'mn-a-place-head', null, button('', say('关闭', 'Close'), () => close()), h('span', '', null, say('位置', 'Place')), h('button', '', { disabled: true, 'aria-hidden': 'true' }));
    const sheet = h('div', 'mn-a-place', null, head, h('div', 'mn-a-place-grid', { 'aria-hidden': 'true' }), h('h2', '', null, name || place), h('p', '', null, [address, name ? place : ''].filter(Boolean).join(' · ')), go, copy);
    const close = host.frame.overlay(h('div', 'mn-a', null, sheet), { modal: true, kind: 'sheet', label: name || say('位置', 'Place'), onDismiss: () => close() });
  });
}

function position(accurate: boolean, timeoutMs: number) {
  return new Promise<ReturnType<typeof plain>>((resolve, reject) => {
    if (!navigator.geolocation) return reject(new ApiFailure('not supported', { errno: 100 }));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(plain(coords)),
      ({ code }) => reject(code === 1 ? new ApiFailure('auth deny', { errno: 103 }) : code === 3 ? new ApiFailure('timeout', { errno: 5 }) : new ApiFailure('system error', { errCode: 2 })),
      { enableHighAccuracy: accurate, timeout: timeoutMs, maximumAge: accurate ? 0 : 30_000 },
    );
  });
}

function plain({ latitude, longitude, speed, accuracy, altitude, altitudeAccuracy }: GeolocationCoordinates) {
  return { latitude, longitude, speed, accuracy, altitude, altitudeAccuracy };
}
