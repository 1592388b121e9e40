/** What every source of figures must do, whatever is behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetricsSource } from '../ports.js';
import { FakeCounters } from './fake-page.js';

/** A world with one frontend page, its time divided into scrapes. */
export interface SourceRig {
  readonly source: MetricsSource;
  /** Holds about a dozen scrapes. */
  readonly window_s: number;
  /** Changes the page. A number is an error status. */
  show(page: string | number): void;
  /** Lets so many scrapes happen. */
  pass(scrapes: number): Promise<void>;
  close(): Promise<void>;
}

/** The suite; `open` builds a source of dialect `nv` that takes only the model `Tiny`. */
export function sourceContract(name: string, open: () => Promise<SourceRig>): void {
  describe(name, () => {
    let rig: SourceRig;
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());
    const read = () => rig.source.read(rig.window_s);

    it('tells no figure, and above all no 0, before there is a series', async () => {
      await rig.pass(3);
      const { traffic, latency } = await read();
      expect({ traffic, latency }).toEqual({ traffic: undefined, latency: undefined });
    });

    it('tells requests and means of the window, of the chosen model alone, in any case', async () => {
      const counters = new FakeCounters();
      const other = new FakeCounters('other');
      counters.serve(1000); // far from 0, where the extrapolation of a sum and of a count would end at different times
      other.serve(1);
      rig.show(counters.text('nv') + other.text('nv'));
      await rig.pass(4);
      counters.serve(8, { ttft_s: 0.25, itl_s: 0.02, input: 300, output: 21 });
      other.serve(100);
      rig.show(counters.text('nv') + other.text('nv'));
      await rig.pass(3);
      const { traffic, latency, age_s } = await read();
      expect(traffic?.requests).toBeGreaterThanOrEqual(8 - 1e-9);
      expect(traffic?.requests).toBeLessThan(20);
      expect(traffic?.inputTokensMean).toBeCloseTo(300, 6);
      expect(traffic?.outputTokensMean).toBeCloseTo(21, 6);
      expect(latency?.ttft).toBeCloseTo(0.25, 9);
      expect(latency?.itl).toBeCloseTo(0.02, 9);
      expect(age_s).toBeLessThan(rig.window_s);
    });

    it('tells 0 requests and NaN means for a silent window', async () => {
      const counters = new FakeCounters();
      counters.serve(5);
      rig.show(counters.text('nv'));
      await rig.pass(6);
      const { traffic, latency } = await read();
      expect(traffic).toEqual({ requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN });
      expect(latency?.ttft).toBeNaN();
    });

    it('leaves figures of requests that were not streamed absent', async () => {
      const counters = new FakeCounters();
      counters.serve(5);
      const isOfUnary = (line: string) => !/time_to_first|inter_token|input_seq/.test(line);
      const page = () => counters.text('nv').split('\n').filter(isOfUnary).join('\n');
      rig.show(page());
      await rig.pass(3);
      counters.serve(5);
      rig.show(page());
      await rig.pass(3);
      const { traffic, latency } = await read();
      expect(traffic?.requests).toBeGreaterThan(0);
      expect(traffic).not.toHaveProperty('inputTokensMean');
      expect(Object.keys(latency ?? {})).toEqual(['requestDuration']);
    });

    it('adds up a counter that begins anew', async () => {
      const counters = new FakeCounters();
      counters.serve(50);
      rig.show(counters.text('nv'));
      await rig.pass(4);
      const fresh = new FakeCounters();
      fresh.serve(6);
      rig.show(fresh.text('nv'));
      await rig.pass(3);
      const { traffic } = await read();
      expect(traffic?.requests).toBeGreaterThanOrEqual(6 - 1e-9);
      expect(traffic?.requests).toBeLessThan(20);
    });

    it('keeps NaN as NaN', async () => {
      const counters = new FakeCounters();
      counters.serve(5);
      rig.show(counters.text('nv').replace(/(token_seconds_sum\S*) .*/, '$1 NaN'));
      await rig.pass(4);
      const { latency } = await read();
      expect(latency?.ttft).toBeNaN();
    });

    it('says how old the figures are when the page fails', async () => {
      const counters = new FakeCounters();
      counters.serve(5);
      rig.show(counters.text('nv'));
      await rig.pass(4);
      const fresh = (await read()).age_s!;
      rig.show(500);
      await rig.pass(5);
      const stale = (await read()).age_s!;
      expect(stale - fresh).toBeGreaterThan(rig.window_s / 6);
    });
  });
}
