/** What a scenario must satisfy beyond the type of each field. */
import { LOGNORMAL_MAX_P95_TO_MEAN } from '../random/index.js';
import type { StartupStageSpec } from '../schema/cluster.js';
import type { Scenario } from '../schema/scenario.js';
import type { Path } from './document.js';
import { trafficFaults } from './traffic-checks.js';

/** A fault, and the path of the value it is about. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** Every fault of a scenario whose fields are each valid. */
export function crossCheck(scenario: Scenario): Fault[] {
  return [
    ...trafficFaults(scenario.traffic),
    ...clusterFaults(scenario),
    ...promiseFaults(scenario),
    ...priceFaults(scenario),
  ];
}

function clusterFaults({ cluster }: Scenario): Fault[] {
  return (['prefill', 'decode'] as const).flatMap((role) =>
    cluster[role].startup.stages.flatMap((stage, i) => stageFaults(['cluster', role, 'startup', 'stages', i], stage)),
  );
}

function stageFaults(path: Path, stage: StartupStageSpec): Fault[] {
  const { fixed_s, lognormal } = stage;
  if ((fixed_s === undefined) === (lognormal === undefined)) {
    const found = lognormal ? 'both fixed_s and lognormal' : 'neither fixed_s nor lognormal';
    return [{ path, message: `found ${found} in stage '${stage.name}'; expected exactly one` }];
  }
  if (!lognormal) return [];
  const ratio = lognormal.p95_s / lognormal.mean_s;
  if (ratio > 1 && ratio <= LOGNORMAL_MAX_P95_TO_MEAN) return [];
  const most = Math.floor(lognormal.mean_s * LOGNORMAL_MAX_P95_TO_MEAN);
  return [
    {
      path: [...path, 'lognormal', 'p95_s'],
      message: `found ${lognormal.p95_s} for a mean of ${lognormal.mean_s}; a lognormal time has its 95th percentile between its mean and ${most}`,
    },
  ];
}

function promiseFaults({ sla, planner }: Scenario): Fault[] {
  const faults: Fault[] = [];
  const bounds = [sla, ...Object.values(sla.classes ?? {})];
  if (
    bounds.every(
      ({ ttft_ms, tpot_ms, e2e_ms }) => ttft_ms === undefined && tpot_ms === undefined && e2e_ms === undefined,
    )
  ) {
    faults.push({ path: ['sla'], message: 'names no bound; expected at least one of ttft_ms, tpot_ms, e2e_ms' });
  }
  if (planner.policy !== 'dynamo-sla') return faults;
  if (planner.ttft_ms === undefined && sla.ttft_ms === undefined) {
    faults.push({
      path: ['planner'],
      message: 'dynamo-sla needs a TTFT target; expected planner.ttft_ms or sla.ttft_ms',
    });
  }
  if (planner.itl_ms === undefined && sla.tpot_ms === undefined) {
    faults.push({
      path: ['planner'],
      message: 'dynamo-sla needs an ITL target; expected planner.itl_ms or sla.tpot_ms',
    });
  }
  if (planner.version === '0.4.0' && planner.no_correction) {
    faults.push({
      path: ['planner', 'no_correction'],
      message: 'found true; release 0.4.0 always corrects, expected a later version',
    });
  }
  return faults;
}

function priceFaults({ prices }: Scenario): Fault[] {
  const faults: Fault[] = [];
  if (prices.entry !== undefined && prices.usd_per_gpu_hour !== undefined) {
    faults.push({ path: ['prices'], message: 'found both entry and usd_per_gpu_hour; expected one of them' });
  }
  if (prices.usd_per_gpu_hour !== undefined && (prices.as_of === undefined || prices.source === undefined)) {
    faults.push({
      path: ['prices'],
      message: 'a price of your own needs as_of and source, so that a report can say whose and when',
    });
  }
  return faults;
}
