/**
 * The streaming load generator: schedules, OpenAI-compatible streams, measurements on the client. Its first release
 * follows the simulator's; until then this door opens on nothing.
 */
export {};
