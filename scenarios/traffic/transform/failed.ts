/** What becomes of rows that failed at their source, or that have no tokens. */
import { type Account, drop } from '../account.js';
import type { Stage, TraceRow } from '../trace-row.js';

/** Leave failed rows out, keep them as failures, or raise them to a token each way. */
export type FailedPolicy = 'drop' | 'keep' | 'clamp';

/** Decides about one row: the row as it goes on, or `undefined` when it is left out and counted. */
export type Judge = (row: TraceRow) => TraceRow | undefined;

/** A judge of this policy; the account tells what it did. */
export function failedJudge(policy: FailedPolicy, account: Account): Judge {
  const changed = { text: `failed rows: ${policy}`, rows: 0 };
  if (policy !== 'drop') account.transforms.unshift(changed);
  return (row) => {
    const { inputTokens, outputTokens, failed } = row;
    if (inputTokens > 0 && outputTokens > 0 && !failed) return row;
    if (policy === 'drop') {
      drop(account, inputTokens > 0 && outputTokens > 0 ? 'failed at the source' : 'zero tokens', {});
      return undefined;
    }
    changed.rows++;
    if (policy === 'keep') return row.failed ? row : { ...row, failed: true };
    const atLeastOne = { inputTokens: Math.max(1, inputTokens), outputTokens: Math.max(1, outputTokens) };
    return { ...row, ...atLeastOne, failed: undefined };
  };
}

/** Hands on what the judge lets pass. */
export function judgeRows(next: Stage, judge: Judge): Stage {
  return {
    push(row) {
      const judged = judge(row);
      if (judged) next.push(judged);
    },
    end: () => next.end(),
  };
}
