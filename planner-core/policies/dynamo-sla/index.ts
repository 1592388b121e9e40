export { shrinkByFloor, shrinkOneByFloor } from './budget.js';
export type { DynamoSlaOptions } from './options.js';
export { type DynamoSlaState, dynamoSla } from './policy.js';
export { type DynamoSlaRelease, RELEASES, type ReleaseRules } from './releases.js';
