/** Who comes first in one instant, and that the core knows nothing of who they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Kernel } from './kernel.js';
import { PRIORITY } from './priority.js';

type Name = keyof typeof PRIORITY;

/** In which order events of these kinds happen that all fall into one instant. */
function order(names: readonly Name[]): Name[] {
  const kernel = new Kernel();
  const seen: Name[] = [];
  for (const name of names) {
    kernel.at(
      1,
      kernel.define<undefined>(PRIORITY[name], () => seen.push(name)),
      undefined,
    );
  }
  kernel.runUntil(1);
  return seen;
}

describe('in one instant', () => {
  it.each([
    ['workEnd', 'arrival', 'a worker that becomes free takes who comes then'],
    ['workerState', 'arrival', 'a worker that becomes ready takes who comes then'],
    ['workEnd', 'workerState', 'a request that ends is not lost with the worker that dies then'],
    ['arrival', 'stepBegin', 'an idle engine sees everybody of the instant before its step begins'],
    ['stepBegin', 'scrape', 'a scrape sees what has begun'],
    ['scrape', 'tick', 'a tick sees the scrape of its instant'],
    ['tick', 'sample', 'the timeline shows what the tick ordered'],
    ['sample', 'runEnd', 'the last sample is inside the run'],
  ] as const)('%s comes before %s: %s', (before, after, why) => {
    expect(order([after, before]), why).toEqual([before, after]);
  });

  it('every kind has a place of its own', () => {
    const names = Object.keys(PRIORITY) as Name[];
    expect(new Set(Object.values(PRIORITY)).size).toBe(names.length);
    expect(order([...names].reverse())).toEqual(order(names));
  });
});

describe('the core', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const sources = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));

  it('imports nothing from the model', () => {
    const specifiers = sources.flatMap((text) => [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]!));
    expect(specifiers.length).toBeGreaterThan(0);
    expect(specifiers.filter((specifier) => !specifier.startsWith('./'))).toEqual([]);
  });

  it('is no longer than a reader holds in mind: 300 lines', () => {
    const lines = sources.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0);
    expect(lines).toBeLessThanOrEqual(300);
  });
});
