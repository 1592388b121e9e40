/** What calibration turns: factors and overheads of a profile, as numbers of the order of 1 for the fit. */
import type { Calibration, EngineProfile } from '../../planner-core/index.js';

/** Which parts are free. */
export interface Shape {
  readonly prefillFactor: boolean;
  /** Batch sizes with a decode factor each; one of them is a factor for all. */
  readonly batches: readonly number[];
  readonly stepOverhead: boolean;
  readonly clientOverhead: boolean;
}

/** Milliseconds in one unit of an overhead's parameter: the measured means, so that 0.1 is a tenth of them. */
export interface Scale {
  readonly step_ms: number;
  readonly client_ms: number;
}

/** Factors and overheads, milliseconds. */
export interface Fitted {
  readonly prefillFactor: number;
  readonly decodeFactors: Calibration['decodeFactors'];
  readonly stepOverheadMs: number;
  readonly clientOverheadMs: number;
}

/** Parts of a fit, by the fields of a profile that they end in. */
export type ParameterName = 'prefillFactor' | 'decodeFactors' | 'stepOverheadMs' | 'clientOverheadMs';

/** The name of each parameter, in the fit's order. */
export function namesOf({ prefillFactor, batches, stepOverhead, clientOverhead }: Shape): ParameterName[] {
  return [
    ...(prefillFactor ? (['prefillFactor'] as const) : []),
    ...batches.map(() => 'decodeFactors' as const),
    ...(stepOverhead ? (['stepOverheadMs'] as const) : []),
    ...(clientOverhead ? (['clientOverheadMs'] as const) : []),
  ];
}

/** Where the fit begins: no factor, and the overheads that the profile has. */
export function startOf(shape: Shape, profile: EngineProfile, scale: Scale): number[] {
  return namesOf(shape).map((name) => {
    if (name === 'stepOverheadMs') return (profile.stepOverheadMs ?? 0) / scale.step_ms;
    if (name === 'clientOverheadMs') return (profile.clientOverheadMs ?? 0) / scale.client_ms;
    return 0;
  });
}

/** The fit's numbers as factors and overheads; what is not free stays as the profile has it. */
export function fittedOf(shape: Shape, at: readonly number[], profile: EngineProfile, scale: Scale): Fitted {
  const names = namesOf(shape);
  const values = (name: ParameterName) => at.filter((_, i) => names[i] === name);
  const [prefill] = values('prefillFactor');
  const [step] = values('stepOverheadMs');
  const [client] = values('clientOverheadMs');
  const decode = values('decodeFactors');
  return {
    prefillFactor: Math.exp(prefill ?? 0),
    decodeFactors:
      decode.length === 0 ? { batch: [1], factor: [1] } : { batch: shape.batches, factor: decode.map(Math.exp) },
    stepOverheadMs: step === undefined ? (profile.stepOverheadMs ?? 0) : Math.max(0, step * scale.step_ms),
    clientOverheadMs: client === undefined ? (profile.clientOverheadMs ?? 0) : Math.max(0, client * scale.client_ms),
  };
}

/** A profile with the times that the fit gave; its own factors, where it has some, give way. */
export function retimed(profile: EngineProfile, fitted: Fitted, source: string): EngineProfile {
  const { prefillFactor, decodeFactors, stepOverheadMs, clientOverheadMs } = fitted;
  return {
    ...profile,
    calibration: { prefillFactor, decodeFactors, source },
    stepOverheadMs,
    clientOverheadMs,
  };
}
