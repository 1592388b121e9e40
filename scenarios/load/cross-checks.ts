/** What a scenario must satisfy beyond the type of each field. */
import type { Scenario } from '../schema/scenario.js';
import type { QuantileTable } from '../schema/traffic.js';
import { clusterFaults } from './cluster-checks.js';
import type { Path } from './document.js';
import type { Fault } from './fault.js';

/** Every fault of a scenario whose fields are each valid. */
export function crossCheck(scenario: Scenario): Fault[] {
  return [...trafficFaults(scenario), ...clusterFaults(scenario), ...promiseFaults(scenario), ...priceFaults(scenario)];
}

function trafficFaults({ traffic }: Scenario): Fault[] {
  const faults: Fault[] = [];
  const { window } = traffic;
  if (window?.end_s !== undefined && window.end_s <= window.start_s) {
    faults.push({
      path: ['traffic', 'window', 'end_s'],
      message: `found ${window.end_s}; expected a time after start_s (${window.start_s})`,
    });
  }
  if (traffic.format !== 'generated') return faults;
  const base: Path = ['traffic', 'generator'];
  const { rate, input_tokens, output_tokens } = traffic.generator;
  rate.forEach(({ from_s }, i) => {
    const least = i === 0 ? 0 : rate[i - 1]!.from_s;
    if (i === 0 ? from_s !== 0 : from_s <= least) {
      faults.push({
        path: [...base, 'rate', i, 'from_s'],
        message: `found ${from_s}; expected ${i === 0 ? '0, the start' : `a time after the row before (${least})`}`,
      });
    }
  });
  if (rate.every(({ rps }) => rps === 0))
    faults.push({ path: [...base, 'rate'], message: 'the rate is 0 all the time; no request would arrive' });
  faults.push(...quantileFaults([...base, 'input_tokens'], input_tokens));
  faults.push(...quantileFaults([...base, 'output_tokens'], output_tokens));
  return faults;
}

function quantileFaults(path: Path, table: QuantileTable): Fault[] {
  const faults: Fault[] = [];
  if (table[0]![0] !== 0)
    faults.push({ path: [...path, 0], message: `found probability ${table[0]![0]}; expected the first to be 0` });
  if (table.at(-1)![0] !== 1)
    faults.push({
      path: [...path, table.length - 1],
      message: `found probability ${table.at(-1)![0]}; expected the last to be 1`,
    });
  for (let i = 1; i < table.length; i++) {
    const [probability, tokens] = table[i]!;
    const [before, fewer] = table[i - 1]!;
    if (probability <= before || tokens < fewer) {
      faults.push({
        path: [...path, i],
        message: `found [${probability}, ${tokens}] after [${before}, ${fewer}]; expected both to ascend`,
      });
    }
  }
  return faults;
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
