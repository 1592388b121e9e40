/** Many streams at once, read on bare sockets so that the client costs little; every token's arrival is timed. */
import { connect, type Socket } from 'node:net';
import { GAP_MS, MODEL } from './setting.js';

export interface Paced {
  /** Gaps between two tokens of a stream, the ramp left out, ms. */
  readonly gaps_ms: number[];
  readonly measured_s: number;
  /** Streams that the server ended too early. */
  readonly lost: number;
}

const RAMP_MS = 2000;
const SETTLE_MS = 500;
const TOKEN = Buffer.from('"content":" ');

/** Opens `count` streams over a ramp and reads them for `duration_s`. */
export async function readStreams(url: string, count: number, duration_s: number): Promise<Paced> {
  const gaps_ms: number[] = [];
  const sockets: Socket[] = [];
  const tokens = Math.ceil((duration_s * 1000 + 2 * RAMP_MS) / GAP_MS);
  const begin_ms = performance.now() + RAMP_MS + SETTLE_MS;
  for (let i = 0; i < count; i++) {
    sockets.push(openStream(url, tokens, begin_ms, gaps_ms));
    await sleepUntil(begin_ms - SETTLE_MS - RAMP_MS + ((i + 1) / count) * RAMP_MS);
  }
  await sleepUntil(begin_ms + duration_s * 1000);
  const measured_s = (performance.now() - begin_ms) / 1000;
  const whole = { gaps_ms: [...gaps_ms], measured_s, lost: sockets.filter(({ destroyed }) => destroyed).length };
  for (const socket of sockets) socket.destroy();
  return whole;
}

function openStream(url: string, tokens: number, begin_ms: number, gaps_ms: number[]): Socket {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({
    model: MODEL,
    messages: [{ role: 'user', content: 'x' }],
    stream: true,
    max_tokens: tokens,
    ignore_eos: true,
  });
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json`;
  socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let last_ms: number | undefined;
  socket.on('data', (data: Buffer) => {
    const now_ms = performance.now();
    for (let at = data.indexOf(TOKEN); at >= 0; at = data.indexOf(TOKEN, at + 1)) {
      if (last_ms !== undefined && last_ms >= begin_ms) gaps_ms.push(now_ms - last_ms);
      last_ms = now_ms;
    }
  });
  socket.on('error', () => socket.destroy());
  return socket;
}

async function sleepUntil(at_ms: number): Promise<void> {
  const wait_ms = at_ms - performance.now();
  if (wait_ms > 0) await new Promise((resolve) => setTimeout(resolve, wait_ms));
}
