/** The live view of `headroom demo`: one screen that is drawn again in place, or lines where the stream is no terminal. */
import { duration, fixed, type RunSink, sparkline } from '../reports/index.js';
import type { LoadFigures } from './wiring/live-figures.js';

type Tick = Parameters<RunSink['tick']>[0];
type Sample = Parameters<RunSink['sample']>[0];

/** What does not change in the course of a demo. */
export interface DemoTitle {
  readonly name: string;
  readonly duration_s: number | undefined;
  readonly ttft_ms: number | undefined;
}

/** Where the demo shows what goes on. */
export interface DemoBoard {
  readonly sink: Pick<RunSink, 'tick' | 'sample'>;
  look(figures: LoadFigures): void;
  /** A line that stays, above the screen. */
  say(line: string): void;
  /** Leaves the last screen standing. */
  done(): void;
}

/** What the board knows. */
export interface DemoState {
  readonly title: DemoTitle;
  figures?: LoadFigures;
  pools: Sample['pools'];
  last?: Tick;
  /** One value a second: requests started per second, and ready workers by role. */
  readonly offered: number[];
  readonly ready: Record<string, number[]>;
}

const REDRAW_MS = 500;
const LINE_EVERY_S = 10;
const CHART_COLUMNS = 60;

/** A screen where `stream` is a terminal; else a line every ten seconds and one for each decision. */
export function openBoard(title: DemoTitle, stream: NodeJS.WriteStream = process.stderr): DemoBoard {
  const state: DemoState = { title, pools: {}, offered: [], ready: {} };
  const drawer = stream.isTTY ? screenDrawer(stream) : lineDrawer(stream);
  return {
    sink: {
      tick: (tick) => {
        state.last = tick;
        drawer.tick(tick);
      },
      sample: ({ pools }) => {
        state.pools = pools;
      },
    },
    look: (figures) => {
      state.figures = figures;
      keepHistory(state, figures);
      drawer.look(state, figures);
    },
    say: (line) => drawer.say(line),
    done: () => drawer.done(state),
  };
}

/** The lines of the screen. */
export function boardLines({ title, figures, pools, last, offered, ready }: DemoState): string[] {
  const of = title.duration_s === undefined ? '' : ` of ${title.duration_s.toFixed(0)}`;
  const { time_s = 0, started = 0, outstanding = 0, errors = 0, started_rps, ttft_p50_ms, ttft_p99_ms } = figures ?? {};
  const promise = title.ttft_ms === undefined ? '' : ` · promised ${duration(title.ttft_ms)}`;
  const charts = Object.entries(pools).map(([role, counts]) =>
    row(role, countsText(counts), sparkline(ready[role] ?? [0], CHART_COLUMNS)),
  );
  return [
    `${title.name} · ${time_s.toFixed(0)}${of} s · ${started} requests sent, ${outstanding} in flight, ${errors} errors`,
    '',
    row('offered', `${fixed(started_rps, 1)} requests/s`, sparkline(offered.length > 0 ? offered : [0], CHART_COLUMNS)),
    ...charts,
    row('TTFT', `p50 ${duration(ttft_p50_ms)}, p99 ${duration(ttft_p99_ms)}${promise}`),
    row('planner', last ? tickText(last) : 'has not decided yet'),
  ];
}

/** "60 s: saw 109 requests, TTFT 332 ms, ITL 27.1 ms → 1 prefill, 3 decode (forecast)". */
export function tickText({ time_s, observation: { traffic, latency }, decision, ordered }: Tick): string {
  const ms = (seconds: number | undefined) => duration(seconds === undefined ? undefined : seconds * 1000);
  const seen = `${fixed(traffic?.requests, 0)} requests, TTFT ${ms(latency?.ttft)}, ITL ${ms(latency?.itl)}`;
  const counts = Object.entries(ordered).map(([role, count]) => `${count} ${role}`);
  return `${time_s.toFixed(0)} s: saw ${seen} → ${counts.join(', ') || 'no order'} (${decision.reasons.join(', ')})`;
}

function row(name: string, text: string, chart = ''): string {
  return `${name.padEnd(9)} ${chart ? `${text.padEnd(24)} ${chart}` : text}`;
}

function countsText(counts: { ready: number; starting: number; draining: number }): string {
  const states = (['ready', 'starting', 'draining'] as const).filter((state) => state === 'ready' || counts[state] > 0);
  return states.map((state) => `${counts[state]} ${state}`).join(', ');
}

function keepHistory({ offered, ready, pools }: DemoState, { time_s, started_rps }: LoadFigures): void {
  const second = Math.floor(time_s);
  if (offered.length > second) return;
  offered.push(started_rps);
  for (const [role, counts] of Object.entries(pools)) {
    ready[role] ??= [];
    ready[role].push(counts.ready);
  }
}

interface Drawer {
  look(state: DemoState, figures: LoadFigures): void;
  tick(tick: Tick): void;
  say(line: string): void;
  done(state: DemoState): void;
}

function screenDrawer(stream: NodeJS.WriteStream): Drawer {
  let drawn_ms = Number.NEGATIVE_INFINITY;
  let lines = 0;
  const over = (text: readonly string[]) => {
    stream.write(`${lines > 0 ? `\x1b[${lines}A` : ''}\x1b[J${text.join('\n')}\n`);
  };
  const draw = (state: DemoState) => {
    const width = Math.max(20, (stream.columns || 80) - 1);
    const text = boardLines(state).map((line) => line.slice(0, width));
    over(text);
    lines = text.length;
  };
  return {
    look: (state) => {
      const now = performance.now();
      if (now - drawn_ms < REDRAW_MS) return;
      drawn_ms = now;
      draw(state);
    },
    tick: () => undefined,
    say: (line) => {
      over([line]);
      lines = 0;
      drawn_ms = Number.NEGATIVE_INFINITY;
    },
    done: draw,
  };
}

function lineDrawer(stream: NodeJS.WriteStream): Drawer {
  let next_s = 0;
  return {
    look: ({ pools }, { time_s, started_rps, outstanding, ttft_p50_ms, ttft_p99_ms }) => {
      if (time_s < next_s) return;
      next_s = (Math.floor(time_s / LINE_EVERY_S) + 1) * LINE_EVERY_S;
      const workers = Object.entries(pools).map(([role, counts]) => `${role} ${countsText(counts)}`);
      const ttft = `TTFT p50 ${duration(ttft_p50_ms)}, p99 ${duration(ttft_p99_ms)}`;
      const load = `${fixed(started_rps, 1)} requests/s, ${outstanding} in flight`;
      stream.write(`${[`${time_s.toFixed(0)} s`, load, ttft, ...workers].join(' · ')}\n`);
    },
    tick: (tick) => stream.write(`planner ${tickText(tick)}\n`),
    say: (line) => stream.write(`${line}\n`),
    done: () => undefined,
  };
}
