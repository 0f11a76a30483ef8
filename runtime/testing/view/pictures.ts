// Pictures, compared by what a person could see.
// In: PNG in base64. Out: how many pixels differ. Must not: keep them.

/** What two renderings of one letter may differ by, of 255, in each colour. */
const TOLERANCE = 24;

async function pixelsOf(picture: string): Promise<ImageData> {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

export async function compare({ kept, picture }: { kept: string; picture: string }): Promise<{ differing: number | null; pixels: number; sizes: string }> {
  const [one, other] = [await pixelsOf(kept), await pixelsOf(picture)];
  const pixels = one.width * one.height;
  const sizes = `${one.width}x${one.height} was, ${other.width}x${other.height} is`;
  if (one.width !== other.width || one.height !== other.height) return { differing: null, pixels, sizes };
  let differing = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    let most = 0;
    for (let part = 0; part < 4; part++) most = Math.max(most, Math.abs(one.data[at + part]! - other.data[at + part]!));
    if (most > TOLERANCE) differing++;
  }
  return { differing, pixels, sizes };
}
