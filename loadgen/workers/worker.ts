/** A sending thread: runs its share of the load and tells the main thread in batches. */
import { parentPort, workerData } from 'node:worker_threads';
import { createLoad } from '../load.js';
import { BatchingSink } from './batching-sink.js';
import type { FromWorker, ToWorker, WorkerStart } from './messages.js';

const TELL_EVERY_MS = 100;
const port = parentPort!;
const { config, share } = workerData as WorkerStart;
const sink = new BatchingSink();
const load = createLoad(config, (path) => path, sink, share);

function tell(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function tellBatch(): void {
  const batch = sink.take();
  tell({ kind: 'batch', batch, progress: load.progress() }, [batch.gaps_s.buffer as ArrayBuffer]);
}

async function run(origin_ms: number): Promise<void> {
  const timer = setInterval(tellBatch, TELL_EVERY_MS);
  try {
    const result = await load.run(origin_ms - performance.timeOrigin);
    tellBatch();
    tell({ kind: 'done', result });
  } catch (error) {
    tellBatch();
    tell({ kind: 'failed', error });
  } finally {
    clearInterval(timer);
    port.close();
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'run') void run(message.origin_ms);
  else load.stop();
});
tell({ kind: 'ready' });
