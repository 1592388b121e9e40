/** What a scenario must satisfy beyond the type of each field. */
import type { PricesSpec, Scenario } from '../schema/scenario.js';
import { clusterFaults } from './cluster-checks.js';
import type { Path } from './document.js';
import type { Fault } from './fault.js';
import { trafficFaults } from './traffic-checks.js';

/** Every fault of a scenario whose fields are each valid. */
export function crossCheck(scenario: Scenario): Fault[] {
  return [
    ...trafficFaults(scenario.traffic),
    ...clusterFaults(scenario),
    ...promiseFaults(scenario),
    ...priceFaults(scenario),
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
  const { by_system = {}, ...general } = prices;
  return [
    ...onePriceFaults(['prices'], general),
    ...Object.entries(by_system).flatMap(([system, price]) => onePriceFaults(['prices', 'by_system', system], price)),
  ];
}

function onePriceFaults(path: Path, price: Omit<PricesSpec, 'by_system'>): Fault[] {
  const faults: Fault[] = [];
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
