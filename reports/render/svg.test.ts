import type { TopLevelSpec } from 'vega-lite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawSvg } from './svg.js';

const bars = (description?: string): TopLevelSpec => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  ...(description !== undefined && { description }),
  width: 120,
  height: 60,
  data: { values: [{ x: 'a < b', y: 1 }] },
  mark: 'bar',
  encoding: { x: { field: 'x', type: 'nominal' }, y: { field: 'y', type: 'quantitative' } },
});

describe('a picture', () => {
  it('is one image, named after what it shows', async () => {
    const svg = await drawSvg(bars('Bars of things'));
    expect(svg).toMatch(/^<svg role="img" aria-label="Bars of things" /);
    expect(svg.match(/ role=/g)).toHaveLength(1);
    expect(svg.match(/ aria-/g)).toHaveLength(1);
  });

  it('has a name that cannot leave its attribute', async () => {
    const svg = await drawSvg(bars('a "b" <c> & d'));
    expect(svg).toContain('aria-label="a &#34;b&#34; &#60;c&#62; &#38; d"');
  });

  it('without a description has an empty name, not the word for none', async () => {
    expect(await drawSvg(bars())).toContain('<svg role="img" aria-label="" ');
  });

  it('shows no markup of its data', async () => {
    const svg = await drawSvg(bars('d'));
    expect(svg).toContain('a &lt; b');
    expect(svg).not.toContain('a < b');
  });

  it('has the same bytes for the same spec', async () => {
    expect(await drawSvg(bars('d'))).toBe(await drawSvg(bars('d')));
  });

  it('of a spec that cannot be drawn is an error, not an empty picture', async () => {
    const wrong = { ...bars('d'), mark: 'no such mark' } as unknown as TopLevelSpec;
    await expect(drawSvg(wrong)).rejects.toThrow();
  });
});

describe('without the drawing library', () => {
  afterEach(() => vi.doUnmock('vega-lite'));

  it('stands what to install for it, as an image that can be read out', async () => {
    vi.doMock('vega-lite', () => {
      throw new Error("Cannot find package 'vega-lite'");
    });
    vi.resetModules();
    const { drawSvg: draw } = await import('./svg.js');
    const svg = await draw(bars('Bars of things'));
    expect(svg).toMatch(/^<svg role="img" aria-label="Not drawn: pictures need vega and vega-lite \(npm install vega@/);
    expect(svg).toMatch(
      /<text [^>]*>Not drawn: pictures need vega and vega-lite \(npm install vega@\S+ vega-lite@\S+\)</,
    );
    expect(svg).not.toContain('Bars of things');
  });
});
