// The code of an address: what a phone's camera reads.
// In: an address. Out: a picture of dark squares on white in both themes, since cameras expect that; a file of it. Must not: say the address by picture alone; it stands beside.

import { encode } from 'uqr';
import { Button } from '../../web/components/button';
import { words } from '../../web/words';

const t = words({ code: (address: string) => `Code that leads to ${address}`, save: 'Save the code' }, { code: (address) => `通往 ${address} 的二维码`, save: '保存二维码' });

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
