// A chart of counts by day. Its numbers stand in a table too, for those who do not see it.
// In: days and counts. Out: a picture in the colours of the page, as wide as its place. Must not: be the only form of a number.

import uPlot from 'uplot';
import { useEffect, useRef } from 'preact/hooks';
import { language, showDay, showNumber } from '../../web/words';

export interface DayCount {
  /** Days since 1970, UTC. */
  day: number;
  count: number;
}

const DAY_S = 86_400;
const HEIGHT = 200;

export function DayChart({ days, label }: { days: readonly DayCount[]; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const draw = () => chart(element, days);
    let drawn = draw();
    const again = () => {
      drawn.destroy();
      drawn = draw();
    };
    const sizes = new ResizeObserver(() => drawn.width !== element.clientWidth && again());
    sizes.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', again);
    return () => {
      sizes.disconnect();
      scheme.removeEventListener('change', again);
      drawn.destroy();
    };
  }, [days]);
  return (
    <figure>
      <div ref={place} class="chart" aria-hidden="true" />
      <table class="sr-only">
        <caption>{label}</caption>
        <tbody>
          {days.filter((one) => one.count > 0).map((one) => (
            <tr key={one.day}>
              <th scope="row">{showDay(one.day * DAY_S * 1000)}</th>
              <td>{showNumber(one.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function chart(element: HTMLElement, days: readonly DayCount[]): uPlot {
  const colour = (name: string) => resolved(element, name);
  const [brand, quiet, line] = [colour('--brand'), colour('--text-quiet'), colour('--line')];
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(element).fontFamily}` };
  const day = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    // Half a day beyond either end, where the first and the last bar reach.
    scales: { x: { time: false, range: (_, first, last) => [first - 0.5, last + 0.5] }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.15))] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? day.format(at * DAY_S * 1000) : '')) },
      { ...axis, size: 44, values: (_, splits) => splits.map((count) => (Number.isInteger(count) ? showNumber(count) : '')) },
    ],
    series: [{}, { stroke: brand, fill: brand, paths: uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 }), points: { show: false } }],
  };
  return new uPlot(options, [days.map((one) => one.day), days.map((one) => one.count || null)], element);
}

/** A canvas knows no custom properties: what the colour is, here and now. */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
