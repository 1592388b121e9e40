/** What the shell learns from a command; documented in docs/reference/errors.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badInput: 2,
  requirementMissed: 3,
  interrupted: 130,
} as const;
