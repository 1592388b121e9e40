/** Every error a user can meet, in one table: the code is stable and documented in docs/reference/errors.md. */
export const ERROR_CODES = {
  HR_USAGE: { exitCode: 2, title: 'The command line is not understood' },
  HR_SCENARIO_NOT_FOUND: { exitCode: 2, title: 'The scenario file cannot be read' },
  HR_SCENARIO_SYNTAX: { exitCode: 2, title: 'The scenario file is not valid YAML' },
  HR_SCENARIO_INVALID: { exitCode: 2, title: 'A scenario field is missing, unknown or out of range' },
  HR_SET_INVALID: { exitCode: 2, title: 'A --set override names no field or has no value' },
  HR_TRACE_NOT_FOUND: { exitCode: 2, title: 'The trace file cannot be read' },
  HR_TRACE_INVALID: { exitCode: 2, title: 'A trace row cannot be understood' },
  HR_TRACE_EMPTY: { exitCode: 2, title: 'The trace, or the chosen window of it, holds no request' },
  HR_TRACE_LOSSY: { exitCode: 2, title: 'The target format cannot hold all that the trace has' },
  HR_PROFILE_NOT_FOUND: { exitCode: 2, title: 'The engine profile cannot be found' },
  HR_PROFILE_INVALID: { exitCode: 2, title: 'An engine profile holds numbers that cannot be' },
  HR_PLANNER_CONFIG_INVALID: { exitCode: 2, title: "A planner's own configuration is not readable or not valid" },
  HR_PRICE_INVALID: { exitCode: 2, title: 'A price is unknown, zero or undated' },
  HR_TARGET_INVALID: { exitCode: 2, title: 'The target cannot be addressed' },
  HR_PROGRAM_NOT_FOUND: { exitCode: 2, title: 'A program that the command needs is not on this machine' },
  HR_PROGRAM_FAILED: { exitCode: 1, title: 'A program that the command started did not come up' },
  HR_PACKAGE_MISSING: { exitCode: 2, title: 'An optional package that the command needs is not installed' },
  HR_MEASUREMENT_LATE: { exitCode: 1, title: 'The client could not keep up with what it measured' },
  HR_ENGINE_UNMEASURABLE: { exitCode: 1, title: 'The engine does not let itself be measured' },
  HR_CALIBRATION_IMPOSSIBLE: { exitCode: 2, title: 'The run cannot tell how the profile is off' },
  HR_CLUSTER_ACCESS: { exitCode: 2, title: 'The Kubernetes cluster cannot be addressed' },
  HR_TOKENIZER_INVALID: { exitCode: 2, title: 'The tokenizer cannot make prompts' },
  HR_RESULT_INVALID: { exitCode: 2, title: "Another tool's result cannot be read" },
  HR_RECORD_INVALID: { exitCode: 2, title: 'The run directory is not a readable run record' },
  HR_OUTPUT_FAILED: { exitCode: 1, title: 'The run record cannot be written' },
  HR_INVARIANT_BREACH: { exitCode: 1, title: 'The simulation broke one of its own invariants' },
  HR_VERIFY_FAILED: { exitCode: 1, title: 'The simulator disagrees with a closed form' },
  HR_INTERNAL: { exitCode: 1, title: 'A defect in Headroom itself' },
} as const satisfies Record<string, { exitCode: 1 | 2; title: string }>;

/** A stable code of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;
