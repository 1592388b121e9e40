/**
 * `npm run accuracy:tune -- [ttft|tpot]`: chooses the settings of the corrections (accuracy/settings.ts) on the tuning half of the shipped
 * calibrations. Each setting in turn is tried at a third and at three times its value, and at 0; what scores better stays.
 * Prints a line for every trial that does; the last lines are the settings. docs/explanation/accuracy.md holds the table.
 */
import { shippedCorrections } from './accuracy/calibrations.js';
import type { Correction, Quantity } from './accuracy/correction.js';
import { corrector } from './accuracy/corrections.js';
import { heldOutHalf } from './accuracy/halves.js';
import { leftOutCalibrated, leftOutUncalibrated } from './accuracy/left-out.js';
import type { Shares } from './accuracy/likeness.js';
import type { Settings } from './accuracy/settings.js';
import { CALIBRATED_START, UNCALIBRATED_START } from './accuracy/tuning-start.js';

/** An error beyond this logarithm is as bad as any other. */
const WORST = 1;

const shipped = shippedCorrections();
const isHeldOut = heldOutHalf(shipped);
const points = shipped.filter((point) => !isHeldOut(point.configuration));

const quantities = (['tpot', 'ttft'] as const).filter((one) => [undefined, one].includes(process.argv[2] as Quantity));
for (const quantity of quantities) {
  const calibrated = tune(`calibrated ${quantity}`, CALIBRATED_START[quantity], quantity, leftOutCalibrated);
  const uncalibrated = tune(`uncalibrated ${quantity}`, UNCALIBRATED_START[quantity], quantity, leftOutUncalibrated);
  process.stdout.write(`${JSON.stringify({ quantity, calibrated, uncalibrated })}\n`);
}

/** Coordinate by coordinate. */
function tune(name: string, start: Settings, quantity: Quantity, leftOut: typeof leftOutCalibrated): Settings {
  let [best, least] = [start, score(start, quantity, leftOut)];
  const print = (what: string) => process.stdout.write(`${name}, ${what}: ${least.toFixed(4)}\n`);
  print('as it is');
  for (const [what, candidate] of variants(start)) {
    const tried = candidate(best);
    const result = score(tried, quantity, leftOut);
    if (result >= least) continue;
    [best, least] = [tried, result];
    print(what);
  }
  return best;
}

type Variant = readonly [what: string, of: (settings: Settings) => Settings];

function variants({ shares }: Settings): Variant[] {
  const ofShares = (Object.keys(shares) as (keyof Shares)[]).flatMap((key) =>
    [1 / 3, 3].map(
      (factor): Variant => [
        `${key} × ${factor.toFixed(2)}`,
        (from) => ({ ...from, shares: { ...from.shares, [key]: round(from.shares[key] * factor) } }),
      ],
    ),
  );
  const others = [1 / 3, 3].map(
    (factor): Variant => [`noise × ${factor.toFixed(2)}`, (from) => ({ ...from, noise: round(from.noise * factor) })],
  );
  const cuts = [0.5, 1, 2, 3].flatMap((cut): Variant[] => [
    [`least ${-cut}`, (from) => ({ ...from, least: -cut })],
    [`most ${cut}`, (from) => ({ ...from, most: cut })],
  ]);
  return [...ofShares, ...others, ...cuts];
}

/** Mean logarithmic error, aggregated and disaggregated points counting alike. */
function score(settings: Settings, quantity: Quantity, leftOut: typeof leftOutCalibrated): number {
  const correct = corrector(points, quantity, settings);
  const error = (place: Correction) => Math.min(WORST, Math.abs(correct(place)(leftOut(place)) - place[quantity]));
  const mean = (some: readonly Correction[]) => some.reduce((sum, place) => sum + error(place), 0) / some.length;
  const isDisaggregated = ({ engine }: Correction) => engine.endsWith('workers');
  return (mean(points.filter((one) => !isDisaggregated(one))) + mean(points.filter(isDisaggregated))) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(2));
}
