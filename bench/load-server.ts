/** The truth server as a process: `node dist/bench/load-server.js --ttft 50 --itl 10 --port 0`; tells its address on stdout. */
import { parseArgs } from 'node:util';
import { startTruthServer } from '../loadgen/testing/index.js';

const { values } = parseArgs({
  options: {
    ttft: { type: 'string', default: '0' },
    itl: { type: 'string', default: '0' },
    port: { type: 'string', default: '0' },
  },
});
const { url } = await startTruthServer({
  ttft_ms: Number(values.ttft),
  itl_ms: Number(values.itl),
  port: Number(values.port),
});
process.stdout.write(`${url}\n`);
