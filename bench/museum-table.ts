/**
 * `npm run museum:table`: every policy of the catalogue before every exhibit. Writes the table of docs/explanation/museum.md and the pictures of what
 * happened to those who failed first. The last line of stdout is one JSON object.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { againstNeedSvg } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { CULPRIT, chosenExhibits, lineUp, scoreOf, seriesOf, type Tour, tour, type Verdict } from '../studies/index.js';

const PAGE = shippedPath('docs', 'explanation', 'museum.md');
const POINTS = 300;

const exhibits = chosenExhibits([]);
const quiet = () => undefined;
const tours: Tour[] = [];
for (const who of lineUp()) {
  process.stderr.write(`${who.name}\n`);
  tours.push(await tour(exhibits, who, quiet));
}
const historical = await tour(exhibits, CULPRIT, quiet);
mkdirSync(shippedPath('docs', 'images', 'museum'), { recursive: true });
for (const verdict of historical.verdicts) {
  writeFileSync(shippedPath('docs', 'images', 'museum', `${verdict.exhibit.id}.svg`), await picture(verdict));
}
const page = readFileSync(PAGE, 'utf8');
writeFileSync(PAGE, page.replace(/(<!-- table -->\n)[\s\S]*?(<!-- end -->)/, `$1\n${table(tours)}\n$2`));
const survived = Object.fromEntries(tours.map((each) => [each.name, scoreOf(each).survived.length]));
process.stdout.write(
  `${JSON.stringify({ exhibits: exhibits.length, reproduced: scoreOf(historical).failed.length, survived })}\n`,
);

/** Most survived first; who comes first in the catalogue among equals. */
function table(all: readonly Tour[]): string {
  const rows = all
    .map((each) => ({ each, survived: scoreOf(each).survived.length }))
    .sort((a, b) => b.survived - a.survived)
    .map(({ each: { name, verdicts }, survived }) => {
      const marks = verdicts.map(({ broken }) => (broken.length === 0 ? '✓' : '✗'));
      return `| \`${name}\` | ${survived} | ${marks.join(' | ')} |`;
    });
  const numbers = exhibits.map(({ id }) => Number(id.slice(0, 2)));
  const head = `| policy | survives | ${numbers.join(' | ')} |`;
  return [head, `| --- | ---: |${' :-: |'.repeat(numbers.length)}`, ...rows, ''].join('\n');
}

/** The culprit's own run; of a breach that is no matter of one role, the role that scaled more is drawn. */
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
