// The code of an address: what a phone's camera reads.
// In: an address. Out: a picture of dark squares on white in both themes, since cameras expect that; a file of it. Must not: say the address by picture alone; it stands beside.

import { encode } from 'uqr';
import { Button, LinkButton } from '../../web/components/button';
import { words } from '../../web/words';

const t = words(
  { code: (address: string) => `Code that leads to ${address}`, save: 'Save the code', round: (address: string) => `Round code that leads to ${address}`, svg: 'Save as SVG', png: 'Save as PNG' },
  { code: (address) => `通往 ${address} 的二维码`, save: '保存二维码', round: (address) => `通往 ${address} 的小程序码`, svg: '保存 SVG', png: '保存 PNG' },
);

/** Squares as one path, and the side of the picture in squares. */
function squares(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { border: 4, ecc: 'M' });
  return { path: data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join(''), size };
}

/** `text`: what the code holds, where that is a shorter form of the address. */
export function AddressCode({ address, text = address }: { address: string; text?: string }) {
  const { path, size } = squares(text);
  return (
    <svg class="address-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.code(address)} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#111314" />
    </svg>
  );
}

/** A drawing of lines stays sharp at any size. */
export function SaveCode({ text, name }: { text: string; name: string }) {
  const save = () => {
    const { path, size } = squares(text);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    link.download = `${name}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return <Button onClick={save}>{t.save}</Button>;
}

/** The widest that the platform draws: enough for a sheet of paper. */
const PRINTED_PIXELS = 1280;

const pictureOf = (app: string, entry: string, format: 'svg' | 'png'): string => `/api/v1/apps/${encodeURIComponent(app)}/entries/${encodeURIComponent(entry)}/code?format=${format}&width=${PRINTED_PIXELS}`;

/** The round code of an entry, with the program's icon in its middle, as the platform draws it. */
export function RoundCode({ app, entry, address }: { app: string; entry: string; address: string }) {
  return <img class="address-code" src={pictureOf(app, entry, 'svg')} alt={t.round(address)} width="240" height="240" />;
}

/** Lines for printers, dots for everything else. */
export function SaveRoundCode({ app, entry, name }: { app: string; entry: string; name: string }) {
  return (
    <>
      <LinkButton href={pictureOf(app, entry, 'svg')} saveAs={`${name}.svg`}>
        {t.svg}
      </LinkButton>
      <LinkButton href={pictureOf(app, entry, 'png')} saveAs={`${name}.png`}>
        {t.png}
      </LinkButton>
    </>
  );
}
