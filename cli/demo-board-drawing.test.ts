/** The board of the demo on a terminal and on a pipe. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBoard } from './demo-board.js';
import { terminal } from './testing/terminal.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const TITLE = { name: 'demo', duration_s: 120, ttft_ms: 1000 };
const figures = (time_s: number, started_rps = 2) => ({
  time_s,
  started: 10,
  outstanding: 3,
  errors: 0,
  started_rps,
  ended_rps: 1,
});
const pool = (ready: number, starting = 0, draining = 0) => ({ ready, starting, draining, desired: ready, kinds: [] });
const TICK = {
  time_s: 15,
  observation: { time: 15, windowSeconds: 15, workers: {} },
  decision: { targets: {}, reasons: ['no_data'], explanation: {}, log: [] },
  ordered: {},
} as unknown as Parameters<ReturnType<typeof openBoard>['sink']['tick']>[0];

describe('a screen', () => {
  const board = (columns = 100) => {
    const { stream, written } = terminal(true, columns);
    return { written, ...openBoard(TITLE, stream) };
  };
  const lineCount = (text: string) => text.split('\n').length - 1;

  it('is drawn over itself: up by as many lines as it had', () => {
    const { written, look, sink } = board();
    look(figures(1));
    expect(written[0]).toContain('\x1b[Jdemo · 1 of 120 s');
    expect(written[0]).not.toContain('A\x1b[J');
    expect(lineCount(written[0]!)).toBe(5);
    sink.sample({ time_s: 1, pools: { decode: pool(1) } });
    vi.advanceTimersByTime(500);
    look(figures(2));
    expect(written[1]).toContain('\x1b[5A\x1b[Jdemo · 2 of 120 s');
    expect(lineCount(written[1]!)).toBe(6);
    vi.advanceTimersByTime(500);
    look(figures(3));
    expect(written[2]).toContain('\x1b[6A\x1b[J');
  });

  it('is drawn twice a second at most', () => {
    const { written, look } = board();
    for (let i = 0; i < 20; i++) {
      look(figures(i / 10));
      vi.advanceTimersByTime(100);
    }
    expect(written).toHaveLength(4);
  });

  it('a line that stays takes the place of the screen, which comes again below it', () => {
    const { written, look, say } = board();
    look(figures(1));
    say('metrics: http://127.0.0.1:1');
    expect(written[1]).toBe('\x1b[5A\x1b[Jmetrics: http://127.0.0.1:1\n');
    look(figures(1.1));
    expect(written[2]!.startsWith('\x1b[Jdemo')).toBe(true);
  });

  it('fits: lines are cut at the width, less one', () => {
    const { written, look } = board(30);
    look(figures(1));
    const lines = written[0]!.replace('\x1b[J', '').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(29);
  });

  it('ticks wait for the next drawing; the end draws at once', () => {
    const { written, sink, look, done } = board();
    look(figures(1));
    sink.tick(TICK);
    expect(written).toHaveLength(1);
    done();
    expect(written[1]).toContain('planner   15 s: saw – requests, TTFT –, ITL – → no order (no_data)');
  });

  it('charts a value a second, of each pool since it is known', () => {
    const { written, sink, look } = board();
    look(figures(0, 1));
    look(figures(0.5, 7)); // the same second
    sink.sample({ time_s: 1, pools: { decode: pool(1) } });
    look(figures(1, 2));
    sink.sample({ time_s: 2, pools: { decode: pool(3, 1, 2) } });
    vi.advanceTimersByTime(500);
    look(figures(2, 4));
    const lines = written.at(-1)!.split('\n');
    expect(lines.find((line) => line.startsWith('offered'))).toMatch(/4\.0 requests\/s +\S{3}$/);
    expect(lines.find((line) => line.startsWith('decode'))).toMatch(/3 ready, 1 starting, 2 draining +\S{2}$/);
  });
});

describe('a log', () => {
  const board = () => {
    const { stream, written } = terminal(false);
    return { written, ...openBoard(TITLE, stream) };
  };

  it('has a line every ten seconds', () => {
    const { written, look, sink } = board();
    sink.sample({ time_s: 0, pools: { prefill: pool(1), decode: pool(2, 1) } });
    for (let time_s = 0; time_s <= 31; time_s += 0.5) look(figures(time_s));
    expect(written.map((line) => line.slice(0, 5).trim())).toEqual(['0 s ·', '10 s', '20 s', '30 s']);
    expect(written[0]).toBe(
      '0 s · 2.0 requests/s, 3 in flight · TTFT p50 –, p99 – · prefill 1 ready · decode 2 ready, 1 starting\n',
    );
  });

  it('goes on from where the time is, however long nothing was told', () => {
    const { written, look } = board();
    for (const time_s of [0, 47, 49, 50]) look(figures(time_s));
    expect(written.map((line) => line.split(' ')[0])).toEqual(['0', '47', '50']);
  });

  it('has a line for every decision and all that is said, and no last screen', () => {
    const { written, sink, say, done } = board();
    sink.tick(TICK);
    say('serving');
    done();
    expect(written).toEqual(['planner 15 s: saw – requests, TTFT –, ITL – → no order (no_data)\n', 'serving\n']);
  });
});
