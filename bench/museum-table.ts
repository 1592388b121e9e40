/**
 * `npm run museum:table`: every policy of the catalogue before every exhibit, as the table of docs/explanation/museum.md (`npm run images`
 * makes its pictures). The last line of stdout is one JSON object.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { shippedPath } from '../scenarios/index.js';
import { CULPRIT, chosenExhibits, lineUp, scoreOf, type Tour, tour } from '../studies/index.js';

const PAGE = shippedPath('docs', 'explanation', 'museum.md');

const exhibits = chosenExhibits([]);
const quiet = () => undefined;
const tours: Tour[] = [];
for (const who of lineUp()) {
  process.stderr.write(`${who.name}\n`);
  tours.push(await tour(exhibits, who, quiet));
}
const historical = await tour(exhibits, CULPRIT, quiet);
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
