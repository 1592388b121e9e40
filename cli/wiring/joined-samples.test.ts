import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ClusterSample } from '../../reports/index.js';
import { JoinedSamples } from './joined-samples.js';

function joined() {
  const told: ClusterSample[] = [];
  return { told, samples: new JoinedSamples({ sample: (sample) => told.push(sample) }) };
}
const pool = (ready: number) => ({ ready, starting: 0, draining: 0, desired: ready, kinds: [] });

it('each side keeps what the other told last', () => {
  const { told, samples } = joined();
  samples.add({ time_s: 1, server: { running: 3 } });
  samples.add({ time_s: 2, pools: { decode: pool(1) } });
  samples.add({ time_s: 3, server: { running: 5 } });
  samples.add({ time_s: 4, pools: { decode: pool(2) } });
  expect(told).toEqual([
    { time_s: 1, pools: {}, server: { running: 3 } },
    { time_s: 2, pools: { decode: pool(1) }, server: { running: 3 } },
    { time_s: 3, pools: { decode: pool(1) }, server: { running: 5 } },
    { time_s: 4, pools: { decode: pool(2) }, server: { running: 5 } },
  ]);
});

it('a side takes the place of what it told before, all of it', () => {
  const { told, samples } = joined();
  samples.add({ time_s: 1, server: { running: 3, waiting: 1 } });
  samples.add({ time_s: 2, server: { waiting: 2 } });
  expect(told[1]!.server).toEqual({ waiting: 2 });
});

it('one told is not changed by the next', () => {
  const { told, samples } = joined();
  samples.add({ time_s: 1, pools: { decode: pool(1) } });
  const first = structuredClone(told[0]);
  samples.add({ time_s: 2, pools: { decode: pool(2) } });
  expect(told[0]).toEqual(first);
});

it('time never runs backwards, for the two sides read their clocks apart', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 100 })), (times) => {
      const { told, samples } = joined();
      for (const time_s of times) samples.add({ time_s });
      let latest = 0;
      for (const [i, { time_s }] of told.entries()) {
        latest = Math.max(latest, times[i]!);
        expect(time_s).toBe(latest);
      }
    }),
  );
});
