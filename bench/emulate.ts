/**
 * `npm run bench:emulate`: how many paced streams the emulator carries on one core, and how what passes through it compares with
 * the simulation. Streams have gaps of 20 ms; the pacing error is how far a gap at the client is from that. Server and client have
 * a core each where `taskset` is there; `idle_timers` is how late a timer is on the server's core with nothing to do. The last line
 * of stdout is one JSON object. `-- --peer URL`: a server that runs already, with the same gaps and the model `paced`, beside it.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { besideSimulation } from './emulate/beside-simulation.js';
import { carry, idleTimers, simulatedUsPerToken, streamsFrom } from './emulate/capacity.js';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '250,500,1000,1500' },
    seconds: { type: 'string', default: '8' },
    traffic: { type: 'string', default: '60' },
    peer: { type: 'string' },
  },
});

const tell = <T extends object>(name: string, figures: T): T => {
  process.stderr.write(`${name}: ${JSON.stringify(figures)}\n`);
  return figures;
};

const seconds = Number(values.seconds);
const simulated_us_per_token = simulatedUsPerToken(1000);
const results: Record<string, object> = { idle_timers: tell('timers alone', await idleTimers()) };
for (const streams of values.streams.split(',').map(Number)) {
  results[`streams_${streams}`] = tell(`${streams} streams`, await carry(streams, seconds));
  if (values.peer === undefined) continue;
  results[`peer_streams_${streams}`] = tell(
    `peer, ${streams} streams`,
    await streamsFrom(values.peer, streams, seconds),
  );
}
const beside = tell('beside the simulation', await besideSimulation(Number(values.traffic)));
process.stdout.write(
  `${JSON.stringify({ simulated_us_per_token, ...results, beside_simulation: beside, load_average: Number(loadavg()[0]!.toFixed(1)) })}\n`,
);
