import { expect, it } from 'vitest';
import { pngPainter } from './png.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="var(--ink, #000000)"/></svg>';

it('paints a PNG as wide as a slide, the same bytes twice', async () => {
  const { paint } = await pngPainter();
  const png = Buffer.from(paint(SVG));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1920, 960]);
  expect(Buffer.from(paint(SVG)).equals(png)).toBe(true);
});

it('takes the light value of a colour that a page would set', async () => {
  const { paint } = await pngPainter();
  const plain = SVG.replace('var(--ink, #000000)', '#000000');
  expect(Buffer.from(paint(SVG)).equals(Buffer.from(paint(plain)))).toBe(true);
});

it('says whether its font is the pinned one', async () => {
  expect((await pngPainter(['no/such/font.ttf'])).isFontPinned).toBe(false);
});
