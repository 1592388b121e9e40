/**
 * The last boundary before an order: what scaling asked for, minimum counts restored, the GPU band, then the power ceiling.
 * Only a count that differs from the workers there are is ordered.
 */
import type { ReasonCode } from '../../ports.js';
import { clampPair, clampSingle, isInBand, type Pair, tolerance } from './budget.js';
import { type Side, sidesOf } from './config.js';
import { atLeast, bandOf } from './limits.js';
import { applyPowerLimit } from './power.js';
import { isStarting, type Proposal, type Setting, type Situation } from './situation.js';
import { confirmReduction, type StartupCandidate } from './startup.js';

/** What is ordered, and why it differs from what was proposed. */
export interface Projection {
  readonly targets: Proposal;
  readonly reason?: ReasonCode;
  /** A reduction that waits for its confirmation. */
  readonly candidate?: StartupCandidate;
}

/** From a proposal to orders; while workers start, only a confirmed reduction is one. */
export function project(
  situation: Situation,
  proposal: Proposal | undefined,
  candidate: StartupCandidate | undefined,
  now_s: number,
): Projection {
  if (isStarting(situation)) return projectReduction(situation, proposal, candidate, now_s);
  const wanted = withFloors(situation, proposal ?? {});
  if (isUnchanged(situation, wanted) && !isOutsideBand(situation)) return { targets: {} };
  const limited = withinBand(situation, wanted);
  const powered = withinPower(situation, limited);
  const targets = changedOnly(situation, powered.targets);
  return powered.reason ? { targets, reason: powered.reason } : { targets };
}

function projectReduction(
  situation: Situation,
  proposal: Proposal | undefined,
  before: StartupCandidate | undefined,
  now_s: number,
): Projection {
  const { candidate, targets } = confirmReduction(situation, proposal ?? {}, before, now_s);
  if (targets) return { targets };
  return candidate ? { targets: {}, reason: 'startup_reduction_pending', candidate } : { targets: {} };
}

function withFloors({ setting, ready, scaling }: Situation, proposal: Proposal): Proposal {
  const settled = !scaling.prefill && !scaling.decode;
  if (!setting.rules.guardsBudget || !settled) return proposal;
  const raised = (side: Side) =>
    sidesOf(setting.config.mode).includes(side) && ready[side] < setting.least[side]
      ? Math.max(proposal[side] ?? 0, setting.least[side])
      : proposal[side];
  return { prefill: raised('prefill'), decode: raised('decode') };
}

function isUnchanged({ ready }: Situation, { prefill, decode }: Proposal): boolean {
  return (prefill ?? ready.prefill) === ready.prefill && (decode ?? ready.decode) === ready.decode;
}

function isOutsideBand({ setting, ready, scaling }: Situation): boolean {
  const sides = sidesOf(setting.config.mode);
  const gpus = sides.map((side) => setting.gpus[side]);
  if (!setting.rules.guardsBudget || scaling.prefill || scaling.decode || gpus.some((each) => each <= 0)) return false;
  const total = sides.reduce((sum, side) => sum + ready[side] * setting.gpus[side], 0);
  return !isInBand(total, bandOf(setting), tolerance(bandOf(setting), gpus));
}

function withinBand({ setting, ready }: Situation, wanted: Proposal): Proposal {
  const { config, gpus, least, rules } = setting;
  const band = bandOf(setting);
  if (config.mode !== 'disagg') {
    const side = config.mode === 'prefill' ? 'prefill' : 'decode';
    const count = Math.max(wanted[side] ?? ready[side], least[side]);
    return { [side]: clampSingle(count, gpus[side], band, least[side]) };
  }
  if (config.totalGpuPowerLimit_w !== undefined) {
    const alone = onlySide(wanted);
    if (alone) return { [alone]: besidePeer(setting, ready, alone, wanted[alone]!) };
  }
  const whole = { prefill: wanted.prefill ?? ready.prefill, decode: wanted.decode ?? ready.decode };
  const clamped = clampPair(atLeast(whole, least), gpus, band, least, rules.keepsDecode);
  const none = wanted.prefill === undefined && wanted.decode === undefined;
  return {
    prefill: wanted.prefill === undefined && !none ? undefined : clamped.prefill,
    decode: wanted.decode === undefined && !none ? undefined : clamped.decode,
  };
}

function onlySide({ prefill, decode }: Proposal): Side | undefined {
  if ((prefill === undefined) === (decode === undefined)) return undefined;
  return prefill === undefined ? 'decode' : 'prefill';
}

/** One side within what its peer, as it is, leaves of the band; held where the peer leaves nothing. */
function besidePeer(setting: Setting, ready: Pair, side: Side, wanted: number): number {
  const peer = side === 'prefill' ? 'decode' : 'prefill';
  const { minGpus, maxGpus } = bandOf(setting);
  const [each, least] = [setting.gpus[side], setting.least[side]];
  const taken = ready[peer] * setting.gpus[peer];
  const left = {
    minGpus: minGpus - taken <= 0 ? -1 : minGpus - taken,
    maxGpus: maxGpus < 0 ? -1 : Math.max(0, maxGpus - taken),
  };
  const count = Math.max(wanted, least);
  return left.maxGpus >= 0 && left.maxGpus < least * each
    ? Math.min(count, ready[side])
    : clampSingle(count, each, left, least);
}

/** While a role rolls out its settled draw is not known: nothing grows. */
function withinPower({ setting, ready, scaling }: Situation, wanted: Proposal): Projection {
  const limit_w = setting.config.totalGpuPowerLimit_w;
  if (limit_w === undefined) return { targets: wanted };
  const rolling = scaling.prefill || scaling.decode;
  const grown = (side: Side) => rolling && (wanted[side] ?? 0) > ready[side];
  const held = {
    prefill: grown('prefill') ? undefined : wanted.prefill,
    decode: grown('decode') ? undefined : wanted.decode,
  };
  const watts = {
    prefill: setting.limits.prefill?.wattsPerWorker,
    decode: setting.limits.decode?.wattsPerWorker,
  };
  const { counts, reason } = applyPowerLimit(held, ready, watts, limit_w, setting.least);
  return reason ? { targets: counts, reason } : { targets: counts };
}

function changedOnly({ ready }: Situation, { prefill, decode }: Proposal): Proposal {
  return {
    ...(prefill !== undefined && prefill !== ready.prefill && { prefill }),
    ...(decode !== undefined && decode !== ready.decode && { decode }),
  };
}
