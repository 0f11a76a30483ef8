// A chart of counts by day or minute. Its numbers stand in a table too, for those who do not see it.
// In: times and counts. Out: a picture in the colours of the page, as wide as its place. Must not: be the only form of a number.

import uPlot from 'uplot';
import { useEffect, useRef } from 'preact/hooks';
import { language, showDay, showNumber } from '../../web/words';

export interface Count {
  /** Days (UTC) or minutes since 1970. */
  at: number;
  count: number;
}

const HEIGHT = 200;
const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
const dayOfAxis = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const minuteOfClock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });

/** How a time is written below a bar, and in the table. */
const UNITS = {
  day: { ms: 86_400_000, axis: (ms: number) => dayOfAxis.format(ms), row: showDay },
  minute: { ms: 60_000, axis: (ms: number) => minuteOfClock.format(ms), row: (ms: number) => minuteOfClock.format(ms) },
};
export type Unit = keyof typeof UNITS;

export function CountChart({ counts, unit, label }: { counts: readonly Count[]; unit: Unit; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const draw = () => chart(element, counts, unit);
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
  }, [counts, unit]);
  return (
    <figure>
      <div ref={place} class="chart" aria-hidden="true" />
      <table class="sr-only">
        <caption>{label}</caption>
        <tbody>
          {counts.filter((one) => one.count > 0).map((one) => (
            <tr key={one.at}>
              <th scope="row">{UNITS[unit].row(one.at * UNITS[unit].ms)}</th>
              <td>{showNumber(one.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function chart(element: HTMLElement, counts: readonly Count[], unit: Unit): uPlot {
  const colour = (name: string) => resolved(element, name);
  const [brand, quiet, line] = [colour('--brand'), colour('--text-quiet'), colour('--line')];
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(element).fontFamily}` };
  const { ms, axis: write } = UNITS[unit];
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    // Half a bar beyond either end, where the first and the last bar reach.
    scales: { x: { time: false, range: (_, first, last) => [first - 0.5, last + 0.5] }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.15))] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? write(at * ms) : '')) },
      { ...axis, size: 44, values: (_, splits) => splits.map((count) => (Number.isInteger(count) ? showNumber(count) : '')) },
    ],
    series: [{}, { stroke: brand, fill: brand, paths: uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 }), points: { show: false } }],
  };
  return new uPlot(options, [counts.map((one) => one.at), counts.map((one) => one.count || null)], element);
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
