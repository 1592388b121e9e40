/** Whether long prompts get long answers. */
import { randomStream } from '../../random/index.js';

const SAMPLE = 100_000;

/** Pairs of lengths; of more than 100,000, a sample at random. */
export class PairSample {
  private readonly inputs: number[] = [];
  private readonly outputs: number[] = [];
  private readonly random = randomStream(1, 'pair sample');
  private seen = 0;

  add(input: number, output: number): void {
    this.seen++;
    const at = this.inputs.length < SAMPLE ? this.inputs.length : Math.floor(this.random.next() * this.seen);
    if (at >= SAMPLE) return;
    this.inputs[at] = input;
    this.outputs[at] = output;
  }

  /** Of the lengths themselves; `undefined` where one of them does not vary. */
  pearson(): number | undefined {
    return correlation(this.inputs, this.outputs);
  }

  /** Of their ranks. */
  spearman(): number | undefined {
    return correlation(ranks(this.inputs), ranks(this.outputs));
  }
}

function correlation(x: readonly number[], y: readonly number[]): number | undefined {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : undefined;
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranked = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranked[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranked;
}
