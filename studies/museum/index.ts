/** The museum: the published autoscaler failures as scenarios, and any policy before them. */
export { type Contestant, CULPRIT } from './contestant.js';
export { chosenExhibits, type Exhibit } from './exhibit.js';
export { contestant, lineUp } from './line-up.js';
export { type Score, scoreOf, scoreTable, type Tour, tour, tourText } from './tour.js';
