export { playTournament, type TournamentOptions } from './play.js';
export type { Ranked, Standing, Tournament, WorldResult } from './result.js';
export { tournamentText } from './tell.js';
export { writeTournament } from './write.js';
