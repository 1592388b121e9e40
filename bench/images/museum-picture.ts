/** The picture of an exhibit: what its culprit ordered beside what the load needed. */
import { againstNeedSvg } from '../../reports/index.js';
import { CULPRIT, chosenExhibits, seriesOf, tour, type Verdict } from '../../studies/index.js';

const POINTS = 300;

/** @throws Error when the culprit survives: then the exhibit no longer shows what it is there for. */
export async function museumPicture(id: string): Promise<string> {
  const { verdicts } = await tour(chosenExhibits([id]), CULPRIT, () => undefined);
  return picture(verdicts[0]!);
}

/** Of a breach that is no matter of one role, the role that scaled more is drawn. */
function picture({ exhibit, broken, trail }: Verdict): Promise<string> {
  const breach = broken[0];
  if (!breach) throw new Error(`${exhibit.id}: its culprit survived`);
  const end_s = trail.glimpses.at(-1)?.time_s ?? 0;
  const role = breach.role ?? broken.find((other) => other.role)?.role ?? 'decode';
  const series = seriesOf(trail, exhibit.need, role, Math.min(end_s, trail.ticks.at(-1)!.time_s), POINTS);
  const points = series.times_s.map((time_s, i) => ({ time_s, ordered: series.ordered[i], needed: series.needed[i] }));
  const rows = points.filter(
    ({ ordered, needed }, i) =>
      points[i - 1]?.ordered !== ordered || points[i - 1]?.needed !== needed || i === points.length - 1,
  );
  return againstNeedSvg({ role, rows, moment: { time_s: breach.at_s, label: breach.found } });
}
