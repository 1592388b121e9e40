/** What a scenario's traffic must satisfy beyond the type of each field. */
import type { ClosedLoopSpec, GeneratorSpec, LengthsSpec, QuantileTable, RateSpec } from '../schema/generator.js';
import type { TrafficSpec } from '../schema/traffic.js';
import type { Path } from './document.js';
import type { Fault } from './fault.js';

/** Faults of windows, surges and generators. */
export function trafficFaults(traffic: TrafficSpec): Fault[] {
  if (traffic.format === 'closed_loop') return closedLoopFaults(traffic.generator);
  const faults: Fault[] = [];
  const { window, surge = [] } = traffic;
  if (window?.end_s !== undefined && window.end_s <= window.start_s) {
    faults.push(endsEarly(['traffic', 'window', 'end_s'], window.end_s, 'start_s', window.start_s));
  }
  surge.forEach(({ from_s, to_s }, i) => {
    if (to_s <= from_s) faults.push(endsEarly(['traffic', 'surge', i, 'to_s'], to_s, 'from_s', from_s));
  });
  return traffic.format === 'generated' ? [...faults, ...generatorFaults(traffic.generator)] : faults;
}

function endsEarly(path: Path, found: number, startName: string, start: number): Fault {
  return { path, message: `found ${found}; expected a time after ${startName} (${start})` };
}

const GENERATOR: Path = ['traffic', 'generator'];

function closedLoopFaults({ requests, duration_s, input_tokens, output_tokens }: ClosedLoopSpec): Fault[] {
  const endless = requests === undefined && duration_s === undefined;
  return [
    ...(endless ? [{ path: GENERATOR, message: 'would never end; expected requests or duration_s' }] : []),
    ...lengthFaults([...GENERATOR, 'input_tokens'], input_tokens),
    ...lengthFaults([...GENERATOR, 'output_tokens'], output_tokens),
  ];
}

function generatorFaults(generator: GeneratorSpec): Fault[] {
  const { rate, classes, input_tokens, output_tokens } = generator;
  const faults: Fault[] = rate ? rateFaults([...GENERATOR, 'rate'], rate) : [];
  if (classes) return [...faults, ...classFaults(generator, classes)];
  if (!rate) faults.push({ path: [...GENERATOR, 'rate'], message: 'missing; expected a list or { path }' });
  for (const [name, lengths] of Object.entries({ input_tokens, output_tokens })) {
    const path = [...GENERATOR, name];
    if (lengths === undefined) faults.push({ path, message: 'missing; expected lengths, or classes that have them' });
    else faults.push(...lengthFaults(path, lengths));
  }
  return faults;
}

function classFaults(generator: GeneratorSpec, classes: NonNullable<GeneratorSpec['classes']>): Fault[] {
  const faults: Fault[] = [];
  const base: Path = [...GENERATOR, 'classes'];
  for (const name of ['input_tokens', 'output_tokens', 'sessions', 'prefix'] as const) {
    if (generator[name] !== undefined) {
      faults.push({ path: [...GENERATOR, name], message: 'found beside classes; expected it in each class' });
    }
  }
  classes.forEach((kind, i) => {
    if ((kind.share === undefined) === (kind.rate === undefined)) {
      const found = kind.rate ? 'both share and rate' : 'neither share nor rate';
      faults.push({ path: [...base, i], message: `found ${found} in class '${kind.name}'; expected exactly one` });
    }
    if (kind.rate) faults.push(...rateFaults([...base, i, 'rate'], kind.rate));
    faults.push(...lengthFaults([...base, i, 'input_tokens'], kind.input_tokens));
    faults.push(...lengthFaults([...base, i, 'output_tokens'], kind.output_tokens));
  });
  const shares = classes.flatMap(({ share }) => share ?? []);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length > 0 !== (generator.rate !== undefined)) {
    faults.push({ path: base, message: 'found a rate without a share of it, or shares without a rate' });
  } else if (shares.length > 0 && Math.abs(sum - 1) > 1e-6) {
    faults.push({ path: base, message: `found shares that sum to ${sum}; expected 1` });
  }
  return faults;
}

function rateFaults(path: Path, rate: RateSpec): Fault[] {
  if (!Array.isArray(rate)) return [];
  const faults: Fault[] = rate.flatMap(({ from_s }, i) => {
    const least = i === 0 ? 0 : rate[i - 1]!.from_s;
    if (i === 0 ? from_s === 0 : from_s > least) return [];
    const expected = i === 0 ? '0, the start' : `a time after the row before (${least})`;
    return [{ path: [...path, i, 'from_s'], message: `found ${from_s}; expected ${expected}` }];
  });
  if (rate.every(({ rps }) => rps === 0)) {
    faults.push({ path, message: 'the rate is 0 all the time; no request would arrive' });
  }
  return faults;
}

function lengthFaults(path: Path, lengths: LengthsSpec): Fault[] {
  if (typeof lengths === 'number') return [];
  if (Array.isArray(lengths)) return quantileFaults(path, lengths);
  if ((lengths.lognormal === undefined) === (lengths.histogram === undefined)) {
    return [{ path, message: 'expected exactly one of lognormal and histogram' }];
  }
  const empty = lengths.histogram?.every(([, weight]) => weight === 0);
  return empty ? [{ path: [...path, 'histogram'], message: 'all weights are 0' }] : [];
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
