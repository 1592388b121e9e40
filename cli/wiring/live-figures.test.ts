/** The figures of a live run while it goes on. */
import { describe, expect, it } from 'vitest';
import type { RunSink } from '../../reports/index.js';
import { requestEnd } from '../testing/ends.js';
import { figuresLine, LiveFigures } from './live-figures.js';

/** A sink that writes down which events it got. */
function listening() {
  const told: string[] = [];
  const names = ['arrival', 'firstToken', 'tokenGaps', 'requestEnd'] as const;
  const sink = Object.fromEntries(names.map((name) => [name, () => void told.push(name)])) as unknown as RunSink;
  return { told, sink };
}
const look = (time_s: number, started: number, ended: number) => ({
  time_s,
  started,
  ended,
  outstanding: started - ended,
});
const firstToken = (ttft_s: number) => ({ time_s: 1, id: 0, ttft_s, inputTokens: 1 });

describe('rates', () => {
  it('are those since the first look, while that is recent', () => {
    const figures = new LiveFigures();
    expect(figures.at(look(0, 0, 0))).toMatchObject({ started_rps: 0, ended_rps: 0 });
    expect(figures.at(look(2, 10, 4))).toMatchObject({ started_rps: 5, ended_rps: 2, started: 10, outstanding: 6 });
  });

  it('are those of the last five seconds', () => {
    const figures = new LiveFigures();
    figures.at(look(0, 0, 0));
    figures.at(look(5, 100, 100));
    expect(figures.at(look(10, 110, 105))).toMatchObject({ started_rps: 2, ended_rps: 1 });
    expect(figures.at(look(100, 500, 500))).toMatchObject({ started_rps: 0, ended_rps: 0 });
  });

  it('of two looks at one time are 0, not infinite', () => {
    const figures = new LiveFigures();
    figures.at(look(3, 1, 1));
    expect(figures.at(look(3, 9, 9))).toMatchObject({ started_rps: 0, ended_rps: 0 });
  });

  it('before the start no time has passed', () => {
    expect(new LiveFigures().at(look(-2, 0, 0)).time_s).toBe(0);
  });
});

describe('first tokens', () => {
  it('are absent before there is one', () => {
    expect(new LiveFigures().at(look(1, 0, 0))).not.toHaveProperty('ttft_p50_ms');
  });

  it('are told to one percent', () => {
    const figures = new LiveFigures();
    const sink = figures.before(() => listening().sink);
    for (let i = 1; i <= 100; i++) sink.firstToken(firstToken(i / 100));
    const { ttft_p50_ms, ttft_p99_ms } = figures.at(look(1, 100, 100));
    expect(Math.abs(ttft_p50_ms! / 500 - 1)).toBeLessThan(0.025);
    expect(Math.abs(ttft_p99_ms! / 990 - 1)).toBeLessThan(0.025);
  });

  it('are forgotten after five to ten seconds', () => {
    const figures = new LiveFigures();
    const sink = figures.before(() => listening().sink);
    sink.firstToken(firstToken(9));
    expect(figures.at(look(1, 1, 0)).ttft_p99_ms).toBeGreaterThan(8000);
    expect(figures.at(look(6, 1, 0)).ttft_p99_ms).toBeGreaterThan(8000);
    sink.firstToken(firstToken(1));
    expect(figures.at(look(12, 2, 0)).ttft_p99_ms).toBeGreaterThan(8000);
    expect(figures.at(look(13, 2, 0)).ttft_p99_ms).toBeLessThan(1100);
  });

  it('of a clock that went back are at once, not negative', () => {
    const figures = new LiveFigures();
    figures.before(() => listening().sink).firstToken(firstToken(-0.001));
    expect(figures.at(look(1, 1, 0)).ttft_p50_ms).toBeGreaterThanOrEqual(0);
  });
});

describe('the sink', () => {
  it('passes everything on, to the sink of the moment', () => {
    const [first, second] = [listening(), listening()];
    let current = first;
    const sink = new LiveFigures().before(() => current.sink);
    sink.arrival({ time_s: 0, id: 0, inputTokens: 1, outputTokens: 1 });
    sink.firstToken(firstToken(1));
    current = second;
    sink.tokenGaps(0.1, 1, 1, 0);
    sink.requestEnd(requestEnd());
    expect([first.told, second.told]).toEqual([
      ['arrival', 'firstToken'],
      ['tokenGaps', 'requestEnd'],
    ]);
  });

  it('counts as errors what did not complete, and tells ends to who else listens', () => {
    const figures = new LiveFigures();
    const also = listening();
    const sink = figures.before(() => listening().sink, also.sink);
    for (const status of ['completed', 'failed', 'rejected', 'timed_out'] as const)
      sink.requestEnd(requestEnd({ status }));
    sink.firstToken(firstToken(1));
    expect(figures.at(look(1, 4, 4)).errors).toBe(3);
    expect(also.told).toEqual(Array(4).fill('requestEnd'));
  });
});

it('is one line, with dashes for what is not known', () => {
  const figures = { time_s: 12.4, started: 480, outstanding: 32, errors: 0, started_rps: 40, ended_rps: 39.84 };
  expect(figuresLine({ ...figures, ttft_p50_ms: 48.2, ttft_p99_ms: 91.4 })).toBe(
    '12 s · 480 sent, 32 in flight · 39.8/s · TTFT p50 48 p99 91 ms · 0 errors',
  );
  expect(figuresLine(figures)).toBe('12 s · 480 sent, 32 in flight · 39.8/s · TTFT p50 – p99 – ms · 0 errors');
});
