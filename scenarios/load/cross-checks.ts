/** What a scenario must satisfy beyond the type of each field. */
import { REFERENCE_POLICIES } from '../schema/planner.js';
import type { PlannerFile } from '../schema/planner-file.js';
import type { LiveScenario, PricesSpec, Scenario } from '../schema/scenario.js';
import { clusterFaults, faultRoleFaults } from './cluster-checks.js';
import type { Path } from './document.js';
import type { Fault } from './fault.js';
import { trafficFaults } from './traffic-checks.js';

/** Every fault of a scenario whose fields are each valid. */
export function crossCheck(scenario: Scenario): Fault[] {
  return [
    ...trafficFaults(scenario.traffic),
    ...clusterFaults(scenario),
    ...faultRoleFaults(scenario),
    ...promiseFaults(scenario),
    ...priceFaults(scenario),
  ];
}

/** The same for a live run: what it does not use is not asked for. */
export function crossCheckLive(scenario: LiveScenario): Fault[] {
  const { cluster, planner, traffic } = scenario;
  if (cluster && planner) return crossCheck({ ...scenario, cluster, planner });
  return [...trafficFaults(traffic), ...priceFaults(scenario)];
}

/** The same for a live planner, which cannot be told the traffic to come. */
export function crossCheckPlannerFile(file: PlannerFile): Fault[] {
  return [...clusterFaults(file), ...promiseFaults(file), ...priceFaults(file), ...referenceFaults(file)];
}

function referenceFaults({ planner }: PlannerFile): Fault[] {
  const { policy } = planner;
  const knowsAhead = REFERENCE_POLICIES.some((reference) => reference === policy);
  const message = `found ${policy}, which is told the traffic to come; a live planner cannot be`;
  return knowsAhead ? [{ path: ['planner', 'policy'], message }] : [];
}

function promiseFaults({ sla, planner }: Pick<Scenario, 'sla' | 'planner'>): Fault[] {
  const faults: Fault[] = [];
  const bounds = [sla, ...Object.values(sla.classes ?? {})];
  if (
    bounds.every(
      ({ ttft_ms, tpot_ms, e2e_ms }) => ttft_ms === undefined && tpot_ms === undefined && e2e_ms === undefined,
    )
  ) {
    faults.push({ path: ['sla'], message: 'names no bound; expected at least one of ttft_ms, tpot_ms, e2e_ms' });
  }
  return [...faults, ...plannerFaults(planner, sla)];
}

function plannerFaults(planner: Scenario['planner'], sla: Scenario['sla']): Fault[] {
  const faults: Fault[] = [];
  if ('min_replicas' in planner && planner.min_replicas > planner.max_replicas) {
    faults.push({
      path: ['planner', 'min_replicas'],
      message: `found ${planner.min_replicas}; expected at most max_replicas (${planner.max_replicas})`,
    });
  }
  if (planner.policy === 'schedule') faults.push(...scheduleFaults(planner));
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
  if (planner.version !== '1.0.2' && planner.load_predictor === 'kalman') {
    faults.push({ path: ['planner', 'load_predictor'], message: 'found kalman; it came with version 1.0.2' });
  }
  if (planner.version !== '1.0.2' && planner.max_gpu_budget < 1) {
    faults.push({ path: ['planner', 'max_gpu_budget'], message: 'found no budget; before 1.0.2 it is at least 1' });
  }
  return faults;
}

function scheduleFaults({ rows, period_s }: Extract<Scenario['planner'], { policy: 'schedule' }>): Fault[] {
  return rows.flatMap(({ from_s }, i) => {
    const least = i === 0 ? 0 : rows[i - 1]!.from_s;
    const ok = (i === 0 ? from_s === 0 : from_s > least) && from_s < period_s;
    const expected =
      i === 0 ? '0, the start' : `a time after the row before (${least}) and before period_s (${period_s})`;
    return ok ? [] : [{ path: ['planner', 'rows', i, 'from_s'], message: `found ${from_s}; expected ${expected}` }];
  });
}

function priceFaults({ prices }: Pick<Scenario, 'prices'>): Fault[] {
  const { by_system = {}, ...general } = prices;
  return [
    ...onePriceFaults(['prices'], general),
    ...Object.entries(by_system).flatMap(([system, price]) => onePriceFaults(['prices', 'by_system', system], price)),
  ];
}

/** Faults of a price, or of each part of a mix of prices. */
function onePriceFaults(path: Path, { mix, ...price }: Omit<PricesSpec, 'by_system'>): Fault[] {
  const faults: Fault[] = (mix ?? []).flatMap((part, i) => onePriceFaults([...path, 'mix', i], part));
  if (mix && (price.entry !== undefined || price.usd_per_gpu_hour !== undefined)) {
    faults.push({ path, message: 'found a price beside a mix of prices; expected one of them' });
  }
  if (price.entry !== undefined && price.usd_per_gpu_hour !== undefined) {
    faults.push({ path, message: 'found both entry and usd_per_gpu_hour; expected one of them' });
  }
  if (price.usd_per_gpu_hour !== undefined && (price.as_of === undefined || price.source === undefined)) {
    faults.push({
      path,
      message: 'a price of your own needs as_of and source, so that a report can say whose and when',
    });
  }
  return faults;
}
