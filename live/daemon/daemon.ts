/**
 * The planner daemon: ticks at multiples of the interval on a clock that never steps, looks at the workers in between, and writes down
 * everything. Faults of the world are logged, counted and survived; only the disk can end it.
 */
import type { PolicySession, Role } from '../../planner-core/index.js';
import type { ObservationEntry, RunSink } from '../../reports/index.js';
import type { Lease, Targets, WorkersByRole } from '../ports.js';
import type { Clock } from './clock.js';
import { keepLease } from './leadership.js';
import { loadState, type Memory, type SavedState, saveState } from './memory.js';
import type { OwnMetrics } from './own-metrics.js';
import { desiredOf, freshMemory, type PlannerParts, plannerTick } from './planner.js';
import { poolSamples, type WorkerHardware, WorkerLedger } from './worker-ledger.js';

/** What a daemon is made of beside the parts of a tick. */
export interface DaemonParts extends Omit<PlannerParts, 'mayOrder' | 'session'> {
  /** Makes the session; the counts are those of the start, which a policy is told. */
  readonly startPolicy: (replicas: Targets) => PolicySession<unknown>;
  /** Counts of the start where the platform does not tell. */
  readonly replicas: Targets;
  readonly hardware: Readonly<Partial<Record<Role, WorkerHardware>>>;
  /** Seconds between two looks at the workers. */
  readonly watch_s: number;
  readonly clock: Clock;
  /** Told in time order but for ticks, which bear the time that was meant. */
  readonly sink: Pick<RunSink, 'tick' | 'worker' | 'workerEnd' | 'sample'>;
  readonly journal: { add(entry: ObservationEntry): void };
  readonly metrics: OwnMetrics;
  readonly lease?: Lease | undefined;
  /** Tells which configuration decides: the state and the record of another one are not gone on with. */
  readonly key: string;
  /** The file of the state. */
  readonly state?: string | undefined;
  /** Hears of every tick, when it is written down. */
  readonly onTick?: (entry: Extract<ObservationEntry, { tick: unknown }>['tick']) => void;
}

/** Share of the interval that a tick may take; what has not answered by then counts as unreachable. */
const TICK_SHARE = 0.8;
const STEP_S = 1;

/** One planner's process: {@link run} goes on until {@link stop}; {@link restore} before it takes up an earlier record. */
export class Daemon {
  private readonly stopping = new AbortController();
  private readonly ledger: WorkerLedger;
  private session!: PolicySession<unknown>;
  private memory!: Memory;
  private replicas: Targets = {};
  /** The daemon's own time is the clock's and this. */
  private offset_s = 0;
  private begun_s = 0;
  private drift_ms: number;
  private counts: string | undefined;
  /** How far the record already reaches. */
  private recorded_s = 0;
  private lastRound_s: number;

  constructor(private readonly parts: DaemonParts) {
    this.ledger = new WorkerLedger(parts.hardware, parts.sink);
    this.drift_ms = this.drift();
    this.lastRound_s = parts.clock.now_s();
  }

  /** Tells the sink again what an earlier process wrote down. Call it before {@link run}. */
  restore(entries: readonly ObservationEntry[]): void {
    for (const entry of entries) {
      if ('tick' in entry) this.parts.sink.tick(entry.tick);
      else if ('workers' in entry) this.take(entry.workers.time_s, entry.workers.counts);
      const { time_s } = 'tick' in entry ? entry.tick : 'workers' in entry ? entry.workers : entry.start;
      this.recorded_s = Math.max(this.recorded_s, time_s);
    }
  }

  /** Runs until {@link stop}; then closes the accounts of the workers. Rejects when the disk fails. */
  async run(): Promise<void> {
    const { clock, lease, log, metrics } = this.parts;
    const { signal } = this.stopping;
    const leading = lease ? keepLease(lease, clock, log, (leads) => metrics.leader(leads), signal) : Promise.resolve();
    await this.begin();
    try {
      await Promise.all([this.tickRegularly(), this.watchRegularly()]);
    } finally {
      this.stop();
      await leading;
      this.ledger.close(this.now_s());
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Whether the loop goes round, and what it last did. */
  health(): { readonly ok: boolean } & Readonly<Record<string, unknown>> {
    const since_s = this.parts.clock.now_s() - this.lastRound_s;
    return {
      ok: since_s < 3 * this.parts.interval_s,
      leader: this.parts.lease?.isHeld() ?? true,
      seconds_since_last_tick: Math.round(since_s * 1000) / 1000,
      targets: this.memory?.safe ?? {},
    };
  }

  /** Seconds since the record began. */
  now_s(): number {
    return Math.max(0, this.parts.clock.now_s() + this.offset_s);
  }

  /** Takes up what was remembered, or begins anew with the counts of now. */
  private async begin(): Promise<void> {
    const { clock, connector, state, key, log } = this.parts;
    const saved = state ? loadState(state, key) : 'no state is kept';
    if (typeof saved === 'string') {
      log.write('info', `Begins anew: ${saved}`);
      const counts = await connector.workers().catch(() => undefined);
      this.replicas = { ...this.parts.replicas, ...desiredOf(counts) };
      this.begun_s = this.recorded_s;
    } else {
      log.write('info', `Goes on where it was at ${saved.memory.time_s.toFixed(0)} s`);
      this.replicas = saved.replicas;
      this.begun_s = Math.max(saved.memory.time_s + this.pause_s(saved), this.recorded_s);
    }
    // at the very beginning the clock's own time is the record's
    this.offset_s = this.begun_s > 0 ? this.begun_s - clock.now_s() : 0;
    this.session = this.parts.startPolicy(this.replicas);
    this.memory = typeof saved === 'string' ? freshMemory(this.session) : saved.memory;
    const start = { time_s: this.begun_s, resumed: typeof saved !== 'string', replicas: this.replicas, key };
    this.parts.journal.add({ start });
  }

  /** Seconds that nobody planned, by the wall clock; one that was set back tells nothing. */
  private pause_s({ wall_ms }: SavedState): number {
    return Math.max(0, (this.parts.clock.wall_ms() - wall_ms) / 1000);
  }

  private async tickRegularly(): Promise<void> {
    const { clock, interval_s, log, metrics } = this.parts;
    const { signal } = this.stopping;
    const { begun_s } = this;
    for (let round = 1; ; ) {
      await clock.until(begun_s + round * interval_s - this.offset_s, signal);
      if (signal.aborted) return;
      // the time that was meant, so that a timer's delay never puts a policy's own interval off by a whole tick
      await this.tick(begun_s + round * interval_s);
      const next = Math.max(round + 1, Math.ceil((this.now_s() - begun_s) / interval_s));
      const missed = next - round - 1;
      if (missed > 0) {
        log.write('warning', `Skipped ${missed} ${missed === 1 ? 'tick' : 'ticks'}: the one before took too long`);
        metrics.fault('late_tick', missed);
      }
      round = next;
    }
  }

  private async tick(time_s: number): Promise<void> {
    const { sink, journal, state, key, metrics, lease, clock } = this.parts;
    this.noticeStep();
    const parts = { ...this.parts, session: this.session, mayOrder: () => lease?.isHeld() ?? true };
    const patience = AbortSignal.timeout(Math.ceil(this.parts.interval_s * TICK_SHARE * 1000));
    const signal = AbortSignal.any([this.stopping.signal, patience]);
    const outcome = await plannerTick(parts, this.memory, time_s, signal);
    if (this.stopping.signal.aborted) return;
    this.memory = outcome.memory;
    this.lastRound_s = clock.now_s();
    journal.add({ tick: outcome.entry });
    sink.tick(outcome.entry);
    metrics.tick(outcome);
    this.parts.onTick?.(outcome.entry);
    if (state) {
      saveState(state, key, { wall_ms: clock.wall_ms(), replicas: this.replicas, memory: this.memory });
    }
  }

  private async watchRegularly(): Promise<void> {
    const { clock, watch_s } = this.parts;
    const { signal } = this.stopping;
    for (;;) {
      await this.watch();
      await clock.until(clock.now_s() + watch_s, signal);
      if (signal.aborted) return;
    }
  }

  private async watch(): Promise<void> {
    const { connector, journal, metrics } = this.parts;
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(Math.ceil(this.parts.watch_s * 1000))]);
    const counts = await connector.workers(signal).catch(() => undefined);
    if (!counts || this.stopping.signal.aborted) return;
    const time_s = this.now_s();
    this.take(time_s, counts);
    metrics.gpuHours(this.ledger.gpuSeconds / 3600);
    const text = JSON.stringify(counts);
    if (text !== this.counts) journal.add({ workers: { time_s, counts } });
    this.counts = text;
  }

  private take(time_s: number, counts: WorkersByRole): void {
    this.ledger.observe(time_s, counts);
    this.parts.sink.sample({ time_s, pools: poolSamples(counts, this.parts.hardware) });
  }

  /** A wall clock that steps changes nothing here; whoever reads the log should know. */
  private noticeStep(): void {
    const drift_ms = this.drift();
    const step_s = (drift_ms - this.drift_ms) / 1000;
    this.drift_ms = drift_ms;
    if (Math.abs(step_s) < STEP_S) return;
    this.parts.log.write('warning', `The wall clock stepped by ${step_s.toFixed(1)} s; ticks go on as before`);
    this.parts.metrics.fault('clock_step');
  }

  private drift(): number {
    const { clock } = this.parts;
    return clock.wall_ms() - clock.now_s() * 1000;
  }
}
