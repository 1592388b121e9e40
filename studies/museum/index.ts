/** The museum: the published autoscaler failures as scenarios, and any policy before them. */
export { type Contestant, CULPRIT } from './contestant.js';
export { chosenExhibits } from './exhibit.js';
export { fuzz } from './fuzz/fuzz.js';
export { contestant, lineUp } from './line-up.js';
export { failureText, seriesOf } from './picture.js';
export type { Verdict } from './run-exhibit.js';
export { scoreOf, scoreTable, type Tour, tour, tourText } from './tour.js';
