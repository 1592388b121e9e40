export { playTournament } from './play.js';
export type { Tournament } from './result.js';
export { tournamentText } from './tell.js';
export { writeTournament } from './write.js';
