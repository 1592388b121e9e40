/** The daemon's own page of metrics: `dynamo_planner_*` as later releases of Dynamo's planner name them, `headroom_planner_*` beside. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { Role } from '../../planner-core/index.js';
import type { TickOutcome } from './planner.js';

/** Kinds of faults of the world, as the counter's label names them. */
export type Fault = 'source' | 'connector' | 'half_applied' | 'late_tick' | 'clock_step';

const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

/** The figures of one daemon; a figure that is not known has no series. */
export class OwnMetrics {
  private readonly registry = new Registry();
  private readonly gauges = new Map<string, Gauge>();
  private readonly ticks: Counter;
  private readonly faults: Counter;
  private readonly desired: Gauge;
  private readonly target: Gauge;

  constructor(sla: { readonly ttft_ms?: number | undefined; readonly tpot_ms?: number | undefined }) {
    const registers = [this.registry];
    this.ticks = new Counter({
      name: 'headroom_planner_ticks_total',
      help: 'Ticks by what came of them: decided, or held because too little was known',
      labelNames: ['outcome'],
      registers,
    });
    this.faults = new Counter({
      name: 'headroom_planner_faults_total',
      help: 'Faults of the world around the planner',
      labelNames: ['fault'],
      registers,
    });
    this.desired = new Gauge({
      name: 'headroom_planner_desired_replicas',
      help: 'Workers ordered, as the platform says',
      labelNames: ['role'],
      registers,
    });
    this.target = new Gauge({
      name: 'headroom_planner_target_replicas',
      help: 'Workers that the last decision on known figures asked for',
      labelNames: ['role'],
      registers,
    });
    this.set('dynamo_planner_sla_target_ttft_ms', 'Promised time to first token', sla.ttft_ms);
    this.set('dynamo_planner_sla_target_itl_ms', 'Promised time between tokens', sla.tpot_ms);
    this.leader(true);
  }

  /** What a tick saw, computed and ordered. A figure that is not known is not shown. */
  tick({ entry, memory, workers, age_s, faults }: TickOutcome): void {
    const { observation, decision, held } = entry;
    const { traffic, latency, windowSeconds } = observation;
    const numbers = decision.explanation;
    this.ticks.inc({ outcome: held ? 'held' : 'decided' });
    if (faults.source) this.fault('source');
    if (faults.connector) this.fault('connector');
    if (faults.halfApplied) this.fault('half_applied');
    const rate = (requests: number | undefined) => (requests === undefined ? undefined : requests / windowSeconds);
    const ready = (...roles: Role[]) =>
      roles.map((role) => workers?.[role]?.ready).find((count) => count !== undefined);
    this.set('dynamo_planner_num_prefill_replicas', 'Prefill workers that serve', ready('prefill'));
    this.set('dynamo_planner_num_decode_replicas', 'Decode workers that serve', ready('decode', 'aggregated'));
    this.set('dynamo_planner_observed_ttft_ms', 'Mean time to first token of the window', ms(latency?.ttft));
    this.set('dynamo_planner_observed_itl_ms', 'Mean time between tokens of the window', ms(latency?.itl));
    this.set('dynamo_planner_observed_requests_per_second', 'Requests per second', rate(traffic?.requests));
    this.set('dynamo_planner_observed_request_duration_seconds', 'Mean duration', latency?.requestDuration);
    this.set('dynamo_planner_observed_input_sequence_tokens', 'Mean prompt tokens', traffic?.inputTokensMean);
    this.set('dynamo_planner_observed_output_sequence_tokens', 'Mean output tokens', traffic?.outputTokensMean);
    this.set(
      'dynamo_planner_predicted_requests_per_second',
      'Forecast requests per second',
      rate(numbers['forecast_requests']),
    );
    this.set('dynamo_planner_predicted_input_sequence_tokens', 'Forecast prompt', numbers['forecast_input_tokens']);
    this.set('dynamo_planner_predicted_output_sequence_tokens', 'Forecast output', numbers['forecast_output_tokens']);
    const { safe } = memory;
    this.set('dynamo_planner_predicted_num_prefill_replicas', 'Prefill workers decided', safe.prefill);
    this.set('dynamo_planner_predicted_num_decode_replicas', 'Decode workers decided', safe.decode ?? safe.aggregated);
    this.set('headroom_planner_source_age_seconds', 'Age of the newest sample', age_s);
    for (const [role, counts] of Object.entries(workers ?? {})) this.desired.set({ role }, counts.desired);
    for (const [role, count] of Object.entries(safe)) this.target.set({ role }, count);
  }

  fault(fault: Fault, times = 1): void {
    this.faults.inc({ fault }, times);
  }

  leader(leads: boolean): void {
    this.set('headroom_planner_leader', 'Whether this planner gives the orders', leads ? 1 : 0);
  }

  gpuHours(hours: number): void {
    this.set('dynamo_planner_gpu_hours', 'GPU-hours since the record began', hours);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private set(name: string, help: string, value: number | undefined): void {
    let gauge = this.gauges.get(name);
    if (value === undefined) gauge?.remove();
    else {
      gauge ??= new Gauge({ name, help, registers: [this.registry] });
      this.gauges.set(name, gauge);
      gauge.set(value);
    }
  }
}
