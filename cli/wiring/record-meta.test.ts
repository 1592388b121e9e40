/** What a record says of its making. */
import { expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { recordMeta } from './record-meta.js';

type Loaded = Parameters<typeof recordMeta>[0];
type Prepared = Parameters<typeof recordMeta>[1];

const file = (name: string, sha256 = name) => ({ name, sha256 });
const profile = (id: string, files: object[], more: object = {}) => ({
  profile: { id, provenance: { source: 'here', verdict: 'ok' }, ...more } as unknown as EngineProfile,
  files,
});

function metaOf(pools: object[], run: object = {}) {
  const loaded = {
    scenario: { seed: 7, sla: { ttft_ms: 500 }, run: { requests: 'csv', ...run } },
    name: 'small',
    file: file('small.yaml'),
  } as unknown as Loaded;
  const prepared = { pools, prices: { usd_per_gpu_hour: 3 }, input: { timelineInterval_s: 5 }, causes: undefined };
  return recordMeta(loaded, prepared as unknown as Prepared, ['simulate', 'small.yaml']);
}

it('says what was run, and by which command', async () => {
  expect(await metaOf([])).toMatchObject({
    name: 'small',
    command: ['simulate', 'small.yaml'],
    seed: 7,
    sla: { ttft_ms: 500 },
    prices: { usd_per_gpu_hour: 3 },
    inputs: [file('small.yaml')],
    profiles: {},
    timelineInterval_s: 5,
  });
});

it('names a file that several pools share once, and two of one name that differ twice', async () => {
  const [shared, other] = [file('a.json'), file('a.json', 'another')];
  const pools = [
    ['prefill', [profile('a', [shared])]],
    ['decode', [profile('a', [shared, other])]],
  ];
  expect((await metaOf(pools)).inputs).toEqual([file('small.yaml'), shared, other]);
});

it('names the profile of a pool by its role, those of a mixed pool by their place', async () => {
  const pools = [
    ['prefill', [profile('a', [])]],
    ['decode', [profile('b', []), profile('c', [])]],
  ];
  const { profiles } = await metaOf(pools);
  expect(Object.entries(profiles).map(([role, { id }]) => [role, id])).toEqual([
    ['prefill', 'a'],
    ['decode/0', 'b'],
    ['decode/1', 'c'],
  ]);
  expect(profiles['prefill']).toEqual({ id: 'a', source: 'here', verdict: 'ok' });
});

it('the timeline may coarsen unless the scenario says its interval', async () => {
  expect((await metaOf([])).timelineMayCoarsen).toBe(true);
  expect((await metaOf([], { timeline_interval_s: 1 })).timelineMayCoarsen).toBe(false);
});
