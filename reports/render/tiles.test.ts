import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import { invalidClient, nothing, record, twoKinds } from '../testing/made-record.js';
import { tilesHtml } from './tiles.js';

interface Tile {
  readonly value: string;
  readonly note: string;
  readonly isMissed: boolean;
}

const TILE =
  /<div class="tile( missed)?"><p class="name">([^<]*)<\/p><p class="value">([^<]*)<\/p><p class="note">([^<]*)<\/p><\/div>/g;

/** The tiles by their names, in their order. */
function tilesOf(of: RunRecord): Map<string, Tile> {
  return new Map(
    [...tilesHtml(of).matchAll(TILE)].map(([, missed, name, value, note]) => [
      name!,
      { value: value!, note: note!, isMissed: missed !== undefined },
    ]),
  );
}

const names = (of: RunRecord) => [...tilesOf(of).keys()];
const withSummary = (summary: object) => tilesOf(record({ summary }));
const { summary: plain } = record();

describe('the tiles of a run', () => {
  it('are a section with a name, what was promised before what it cost', () => {
    expect(tilesHtml(record())).toMatch(/^<section class="tiles" aria-label="Key figures">.*<\/section>$/);
    expect(names(record())).toEqual([
      'Attainment',
      'TTFT',
      'TPOT',
      'Goodput',
      'Requests',
      'GPU-hours',
      'Cost',
      'Per million output tokens',
      'Scaling',
    ]);
  });

  it.each([
    ['Attainment', '91.2 %', '95 % interval 89.3 % – 92.8 %'],
    ['TTFT', '150 ms', 'median; p99 1,200 ms · met 92.0 %'],
    ['TPOT', '150 ms', 'median; p99 1,200 ms · met 99.0 %'],
    ['Goodput', '2.50/s', 'of 2.80 requests/s completed'],
    ['Requests', '1,000', 'completed of 1,000'],
    ['GPU-hours', '2.00', '75.0 % of it serving'],
    ['Cost', '$14.00', '$7.00/GPU-h, test, 2026-11-01'],
    ['Per million output tokens', '$3.00', '$0.01000 per good request'],
    ['Scaling', '1 up, 0 down', '60 decisions'],
  ])('%s is %s: %s', (name, value, note) => {
    expect(tilesOf(record()).get(name)).toMatchObject({ value, note });
  });

  it('count what failed and what was not finished, only where there is some', () => {
    const requests = { offered: 12_000, completed: 9900, failed: 2000, unfinished: 100 };
    expect(withSummary({ requests }).get('Requests')).toMatchObject({
      value: '9,900',
      note: 'completed of 12,000 · 2,000 failed · 100 unfinished',
    });
    const unfinished = { offered: 10, completed: 7, failed: 0, unfinished: 3 };
    expect(withSummary({ requests: unfinished }).get('Requests')!.note).toBe('completed of 10 · 3 unfinished');
  });

  it('have dashes, not zeros, for what is not known', () => {
    const tiles = tilesOf(nothing());
    for (const name of ['Attainment', 'TTFT', 'TPOT', 'Cost', 'Per million output tokens']) {
      expect(tiles.get(name)!.value, name).toBe('–');
    }
    expect(tiles.get('Cost')!.note).toBe('no price known');
    expect(tiles.get('GPU-hours')).toMatchObject({ value: '0.00', note: '' });
    expect(tilesHtml(nothing())).not.toMatch(/undefined|NaN/);
  });

  it('tell of throughput where no promise was made', () => {
    const tiles = withSummary({ attainment: { by_class: {} } });
    expect(tiles.has('Goodput')).toBe(false);
    expect(tiles.get('Throughput')).toMatchObject({ value: '2.80/s', note: 'requests completed' });
    expect(tiles.get('TTFT')!.note).toBe('median; p99 1,200 ms');
    expect(tiles.get('Attainment')).toMatchObject({ note: '', isMissed: false });
  });

  it('say what a month costs where that is known', () => {
    expect(names(record())).not.toContain('A month like this');
    const cost = { ...plain.cost, usd_per_hour: 14.25, usd_per_month: 10_409.6 };
    expect(withSummary({ cost }).get('A month like this')).toMatchObject({ value: '$10,410', note: '$14.25 an hour' });
  });

  it('have no good request to price where none kept its promise', () => {
    const { usd_per_good_request: _, ...cost } = plain.cost!;
    expect(withSummary({ cost }).get('Per million output tokens')!.note).toBe('no good request');
  });

  it('count nodes without a worker beside the share that served', () => {
    const gpu_hours = { ...plain.gpu_hours, nodes_idle: 0.25 };
    expect(withSummary({ gpu_hours }).get('GPU-hours')!.note).toBe(
      '75.0 % of it serving · nodes without a worker 0.25',
    );
  });

  it('know the share that served of less than one GPU-hour', () => {
    const gpu_hours = { ...plain.gpu_hours, total: 0.02, serving: 0.005 };
    expect(withSummary({ gpu_hours }).get('GPU-hours')).toMatchObject({ value: '0.02', note: '25.0 % of it serving' });
  });

  it('tell what the engines did, only where there is some of it', () => {
    const tiles = tilesOf(record(twoKinds));
    expect(tiles.get('Prefix cache')).toMatchObject({ value: '37.4 %', note: 'of the prompt tokens were cached' });
    expect(tiles.get('Preemptions')!.value).toBe('7');
    expect(tiles.get('Cost')!.note).toBe('$3.50/GPU-h, mean of 2 prices, 2026-11-01');
    const none = { prefix_cache: { hit_token_ratio: 0 }, simulation: { events: 1, simulated_s: 1, preemptions: 0 } };
    expect([...withSummary(none).keys()]).toEqual(names(record()));
  });

  it('show no markup of where a price is from', () => {
    const cost = { ...plain.cost, price_source: '<b>"list" & more</b>' };
    expect(withSummary({ cost }).get('Cost')!.note).toContain('&#60;b&#62;&#34;list&#34; &#38; more&#60;/b&#62;');
  });
});

describe('a tile that fell short', () => {
  const missed = (asked: number, attainment: object) =>
    [
      ...tilesOf(
        record({
          run: { scenario: { plan: { attainment: asked } } },
          summary: { attainment: { by_class: {}, ...attainment } },
        }),
      ),
    ].flatMap(([name, { isMissed }]) => (isMissed ? [name] : []));

  it.each<[object, string[]]>([
    [{ overall: 0.9, ttft: 0.9, tpot: 0.9 }, []],
    [{ overall: 0.8999, ttft: 0.9, tpot: 1 }, ['Attainment']],
    [{ overall: 0.5, ttft: 0.89, tpot: 1 }, ['Attainment', 'TTFT']],
    [{ overall: 0.5, ttft: 1, tpot: 0 }, ['Attainment', 'TPOT']],
    [{}, []],
  ])('of 90 %% asked: %j marks %j', (attainment, marked) => expect(missed(0.9, attainment)).toEqual(marked));
});

describe('the tiles of a live run', () => {
  const client = { ...invalidClient, valid: true, faults: [], user_tokens_per_s: { p10: 20, p50: 41.26 } };
  const { gpu_hours } = nothing().summary;

  it('have the client after the cluster', () => {
    const tiles = withSummary({ client });
    expect([...tiles.keys()].slice(-6)).toEqual([
      'Scaling',
      'TTFT from the send',
      'Sent late',
      'Tokens/s a user',
      'In flight',
      'Client busy',
    ]);
    expect(tiles.get('Sent late')).toMatchObject({ value: '150 ms', note: 'median; p99 1,200 ms' });
    expect(tiles.get('Tokens/s a user')).toMatchObject({ value: '41.3', note: 'slowest tenth below 20.0' });
    expect(tiles.get('In flight')).toMatchObject({ value: '20.0', note: '40 at most' });
    expect(tiles.get('Client busy')).toMatchObject({ value: '99.0 %', note: 'event loop p99 120 ms' });
    expect(tiles.get('TTFT from the send')).toMatchObject({ value: '–', note: '' });
  });

  it('tell nothing of a cluster that nobody knows', () => {
    const known = [...withSummary({ client, gpu_hours, cost: undefined }).keys()];
    for (const name of ['GPU-hours', 'Cost', 'Per million output tokens', 'Scaling']) expect(known).not.toContain(name);
    expect(known).toContain('Client busy');
  });

  it('are struck out where the client was measured', () => {
    expect(tilesHtml(record({ summary: { client } }))).toContain('<section class="tiles" ');
    expect(tilesHtml(record({ summary: { client: invalidClient } }))).toContain('<section class="tiles invalid" ');
  });
});
