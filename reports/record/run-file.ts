/** The shape of `run.json`. Only `wallClock` depends on the machine and the day. */
import type { Provenance, Role } from '../../planner-core/index.js';
import type { InputFile, Price, TrafficProvenance } from '../../scenarios/index.js';

export type RunStatus = 'complete' | 'interrupted' | 'failed';

export interface RunFile {
  readonly schema: 'headroom-run/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly name: string;
  readonly status: RunStatus;
  readonly command: readonly string[];
  readonly seed: number;
  readonly inputs: readonly InputFile[];
  readonly traffic: TrafficProvenance;
  readonly profiles: Readonly<Partial<Record<Role, { readonly id: string } & Provenance>>>;
  readonly price?: Price;
  readonly timeline_interval_s: number;
  readonly event_log_sha256: string;
  readonly scenario: unknown;
  readonly wallClock: {
    readonly started_at: string;
    readonly elapsed_s: number;
    readonly node: string;
    readonly platform: string;
  };
}
