/** The museum: the published autoscaler failures as scenarios, and any policy before them. */
export { CULPRIT, type Contestant } from './contestant.js';
export { chosenExhibits, type Exhibit } from './exhibit.js';
export { contestant, lineUp } from './line-up.js';
export { seriesOf, verdictText } from './picture.js';
export { runExhibit, type Verdict } from './run-exhibit.js';
