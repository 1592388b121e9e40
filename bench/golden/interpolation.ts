/** Golden vectors of the interpolators and the whole decode grids. */
import {
  bestThroughput,
  type DecodeGrid,
  decodeGrid,
  itlAt,
  type PrefillCurves,
  prefillCurves,
  throughputAt,
} from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import { close, type GoldenTally, number } from './tally.js';

type Value = number | string;

interface InterpolationFile {
  readonly meta: { readonly dynamo: string };
  readonly prefill: readonly { profile: string; isl: number; ttft: Value; thpt_per_gpu: Value }[];
  readonly decode: readonly {
    profile: string;
    concurrency: number;
    context_length: number;
    itl_s: Value;
    thpt_per_gpu: Value;
  }[];
  readonly best: readonly { profile: string; itl_target_s: number; context_length: number; thpt_per_gpu: Value }[];
}

const PREFILL_TOLERANCE = 1e-6;
/** With the recorded triangles; with our own, where several are valid. */
const DECODE_TOLERANCE = { recorded: 1e-4, own: 0.03 };

/** What the interpolators make of a profile, worked out once. */
export class Interpolators {
  private readonly cache = new Map<string, { curves: PrefillCurves; grid: DecodeGrid }>();

  constructor(private readonly folder: GoldenFolder) {}

  of(name: string): { curves: PrefillCurves; grid: DecodeGrid } {
    let entry = this.cache.get(name);
    if (!entry) {
      const profile = this.folder.profile(name);
      entry = {
        curves: prefillCurves(profile.prefill),
        grid: decodeGrid(profile.decode, this.folder.triangles(name)),
      };
      this.cache.set(name, entry);
    }
    return entry;
  }

  decodeTolerance(name: string): number {
    return this.folder.triangles(name) ? DECODE_TOLERANCE.recorded : DECODE_TOLERANCE.own;
  }
}

export function checkInterpolation(folder: GoldenFolder, tables: Interpolators, tally: GoldenTally): void {
  for (const file of folder.files('interpolation-', '.json')) {
    const vectors = folder.json<InterpolationFile>(file);
    const ttftUnit = vectors.meta.dynamo === '0.4.0' ? 1 : 1000;
    for (const v of vectors.prefill) {
      const { curves } = tables.of(v.profile);
      const got = [curves.ttftMs(v.isl) / ttftUnit, curves.tokensPerSecondPerGpu(v.isl)] as const;
      const ok =
        close(got[0], number(v.ttft), PREFILL_TOLERANCE) && close(got[1], number(v.thpt_per_gpu), PREFILL_TOLERANCE);
      tally.check(file, ok, () => `prefill ${JSON.stringify(v)} got ${got}`);
    }
    for (const v of vectors.decode) {
      const { grid } = tables.of(v.profile);
      const tolerance = tables.decodeTolerance(v.profile);
      const got = [
        itlAt(grid, v.concurrency, v.context_length),
        throughputAt(grid, v.concurrency, v.context_length),
      ] as const;
      const ok = close(got[0], number(v.itl_s), tolerance) && close(got[1], number(v.thpt_per_gpu), tolerance);
      tally.check(file, ok, () => `decode ${JSON.stringify(v)} got ${got}`);
    }
    for (const v of vectors.best) {
      const got = bestThroughput(tables.of(v.profile).grid, v.itl_target_s, v.context_length);
      const ok = close(got.tokensPerSecondPerGpu, number(v.thpt_per_gpu), tables.decodeTolerance(v.profile));
      tally.check(file, ok, () => `best ${JSON.stringify(v)} got ${got.tokensPerSecondPerGpu}`);
    }
  }
}

export function checkGrids(folder: GoldenFolder, tables: Interpolators, tally: GoldenTally): void {
  for (const file of folder.files('grid-', '.npz')) {
    const name = /^grid-[0-9.]+-(.+)\.npz$/.exec(file)?.[1];
    if (!name) continue;
    const { itl_s, thpt_per_gpu } = folder.npz(file);
    const { grid } = tables.of(name);
    const tolerance = tables.decodeTolerance(name);
    grid.itl_s.forEach((row, iy) => {
      row.forEach((itl, ix) => {
        const at = iy * row.length + ix;
        const throughput = grid.tokensPerSecondPerGpu[iy]![ix]!;
        const ok = close(itl, itl_s!.data[at]!, tolerance) && close(throughput, thpt_per_gpu!.data[at]!, tolerance);
        tally.check(
          file,
          ok,
          () => `cell ${iy},${ix}: got ${itl}, ${throughput}, wanted ${itl_s!.data[at]}, ${thpt_per_gpu!.data[at]}`,
        );
      });
    });
  }
}
