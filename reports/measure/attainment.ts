/** Counts verdicts: requests that met their bounds ÷ all offered requests that have any. */
import type { Summary } from '../record/summary.js';
import type { Verdict } from './verdict.js';
import { wilson95 } from './wilson.js';

interface Share {
  met: number;
  judged: number;
}

/** Counts in constant memory; classes by name. */
export class AttainmentCounter {
  private readonly shares = { all: emptyShare(), ttft: emptyShare(), tpot: emptyShare(), e2e: emptyShare() };
  private readonly classes = new Map<string, Share>();

  add(requestClass: string | undefined, verdict: Verdict): void {
    count(this.shares.all, verdict.all);
    count(this.shares.ttft, verdict.ttft);
    count(this.shares.tpot, verdict.tpot);
    count(this.shares.e2e, verdict.e2e);
    if (requestClass === undefined || verdict.all === undefined) return;
    const share = this.classes.get(requestClass) ?? emptyShare();
    this.classes.set(requestClass, share);
    count(share, verdict.all);
  }

  figures(): Summary['attainment'] {
    const { all, ttft, tpot, e2e } = this.shares;
    const ci95 = wilson95(all.met, all.judged);
    return {
      ...ratio('overall', all),
      ...ratio('ttft', ttft),
      ...ratio('tpot', tpot),
      ...ratio('e2e', e2e),
      by_class: Object.fromEntries([...this.classes].sort().map(([name, share]) => [name, share.met / share.judged])),
      ...(ci95 && { ci95 }),
    };
  }
}

function emptyShare(): Share {
  return { met: 0, judged: 0 };
}

function count(share: Share, met: boolean | undefined): void {
  if (met === undefined) return;
  share.judged++;
  if (met) share.met++;
}

function ratio<K extends string>(key: K, { met, judged }: Share): { readonly [P in K]?: number } {
  return (judged === 0 ? {} : { [key]: met / judged }) as { readonly [P in K]?: number };
}
