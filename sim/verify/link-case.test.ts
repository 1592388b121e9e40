/** A link that transfers share, on small runs: the mean does not depend on how lengths vary. */
import { expect, it } from 'vitest';
import { expectedSojourn_s, LINK_CASES, LINK_LOAD, runLinkCase } from './link-case.js';
import { standardErrors } from './testing/standard-errors.js';

it('the closed form is 1 ÷ (1 − ρ), in transfers alone on the link', () => {
  expect(expectedSojourn_s()).toBeCloseTo(1 / (1 - LINK_LOAD), 12);
});

it.each(LINK_CASES)('the $name agrees with it', (link) => {
  expect(standardErrors(runLinkCase(link, 5_500, 3), expectedSojourn_s(), 20)).toBeLessThan(4);
});
