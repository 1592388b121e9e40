import { describe, expect, it } from 'vitest';
import { invalidClient, record } from '../testing/made-record.js';
import { COLOUR, GRID, haloed, INK, MUTED, PAPER } from './charts/theme.js';
import { reportHtml } from './html.js';
import { STYLE } from './style.js';
import { alarms } from './verdict-line.js';

type Variables = ReadonlyMap<string, string>;

/** Light ones stand first, dark ones in their media query. */
const [LIGHT, DARK] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(
  ([, body]): Variables =>
    new Map([...body!.matchAll(/(--[\w-]+):([^;]+)/g)].map(([, name, value]) => [name!, value!])),
) as [Variables, Variables];
const LOOKS: readonly [string, Variables][] = [
  ['light', LIGHT],
  ['dark', DARK],
];

/** Relative luminance of #rgb or #rrggbb (WCAG 2.2). */
function luminance(colour: string): number {
  const digits = colour.slice(1);
  const wide = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(wide.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lower, upper] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (upper + 0.05) / (lower + 0.05);
}

it('contrast is reckoned as WCAG does', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 6);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe('the style sheet', () => {
  it('has each colour that it uses in light and in dark', () => {
    expect(LIGHT.size).toBeGreaterThan(5);
    expect([...DARK.keys()].toSorted()).toEqual([...LIGHT.keys()].toSorted());
    for (const [, name] of STYLE.matchAll(/var\((--[\w-]+)/g)) expect([...LIGHT.keys()]).toContain(name);
  });

  it.each(LOOKS)('has text that can be read in %s: 4.5 to 1 on every ground', (_, colours) => {
    for (const ground of ['--paper', '--card', '--mark', '--warn']) {
      expect(contrast(colours.get('--ink')!, colours.get(ground)!), ground).toBeGreaterThanOrEqual(4.5);
    }
    for (const text of ['--muted', '--bad']) {
      for (const ground of ['--paper', '--card'])
        expect(contrast(colours.get(text)!, colours.get(ground)!), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(LOOKS)('has an outline of what has the focus that can be seen in %s: 3 to 1', (_, colours) => {
    expect(contrast(colours.get('--accent')!, colours.get('--paper')!)).toBeGreaterThanOrEqual(3);
    for (const what of ['a', 'summary', '.scroll', '.chart']) expect(STYLE).toContain(`${what}:focus-visible`);
  });

  it('asks for nothing from elsewhere, and cannot end its own tag', () => {
    expect(STYLE).not.toMatch(/@import|url\(|<\//);
    expect(STYLE.split('{')).toHaveLength(STYLE.split('}').length);
  });

  it('knows the looks that a report gives its parts', () => {
    const invalid = record({ summary: { client: invalidClient } });
    expect(alarms(invalid)).toBe(true);
    const classes = [invalid, record()].flatMap((of) =>
      [...reportHtml(of, []).matchAll(/ class="([^"]+)"/g)].flatMap(([, names]) => names!.trim().split(' ')),
    );
    for (const name of new Set(classes)) expect(STYLE, name).toMatch(new RegExp(`\\.${name}[^\\w-]`));
  });
});

describe('the look of charts', () => {
  it.each(Object.entries({ INK, MUTED, PAPER, GRID }))(
    '%s is a colour of the page, much the same alone',
    (_, colour) => {
      const [, variable, fallback] = /^var\((--\w+), (#[0-9a-f]{6})\)$/.exec(colour)!;
      expect(contrast(fallback!, LIGHT.get(variable!)!)).toBeLessThan(1.3);
    },
  );

  it.each(LOOKS)('tells its colours apart from each other and from the ground in %s', (_, page) => {
    const colours = Object.values(COLOUR);
    expect(new Set(colours).size).toBe(colours.length);
    for (const colour of colours) expect(contrast(colour, page.get('--paper')!), colour).toBeGreaterThan(2);
  });

  it('puts text on a halo of the ground, above it', () => {
    const [below, above] = haloed({ align: 'right', dy: -7 });
    expect(below).toMatchObject({ type: 'text', align: 'right', dy: -7, color: PAPER, stroke: PAPER });
    expect(above).toMatchObject({ type: 'text', align: 'right', dy: -7, color: INK });
    expect(above).not.toHaveProperty('stroke');
  });
});
