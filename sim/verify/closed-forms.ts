/** Closed forms of queueing theory, in seconds; the standards that the simulator is held to. */

/**
 * Mean wait in an M/G/1 queue, Pollaczek–Khinchine: ρτ(1 + c²)/(2(1 − ρ)), with service time mean τ and squared
 * coefficient of variation c². M/M/1 is c² = 1, M/D/1 is c² = 0.
 */
export function waitMG1(rate: number, service_s: number, scv: number): number {
  const load = rate * service_s;
  return (load * service_s * (1 + scv)) / (2 * (1 - load));
}

/** Probability that an arrival waits in an M/M/c queue (Erlang C), by the stable recursion over Erlang B. */
export function erlangC(servers: number, offered: number): number {
  let blocking = 1;
  for (let c = 1; c <= servers; c++) blocking = (offered * blocking) / (c + offered * blocking);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

/** Mean wait in an M/M/c queue: C(c, a)·τ/(c(1 − ρ)). */
export function waitMMc(rate: number, service_s: number, servers: number): number {
  const offered = rate * service_s;
  return (erlangC(servers, offered) * service_s) / (servers - offered);
}

/**
 * Mean number in a birth–death chain with arrival rate λ and total completion rate r(k) with k inside:
 * p(n) ∝ Π λ/r(k). For processor sharing the chain is exact for any service distribution (Kelly 1979).
 */
export function meanNumberBirthDeath(rate: number, completions: (k: number) => number): number {
  let weight = 1;
  let total = 1;
  let weighted = 0;
  for (let n = 1; n < 100_000; n++) {
    weight *= rate / completions(n);
    total += weight;
    weighted += n * weight;
    if (weight < 1e-15 * total) return weighted / total;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * A fluid queue whose load steps from below capacity C to λ₁ above it, and whose capacity rises to C′ after the planner has
 * decided and the worker has started: the backlog when it is ready, and how long the backlog takes to drain.
 */
export function fluidStep(lambda1: number, capacity: number, capacityAfter: number, delay_s: number) {
  const backlog = (lambda1 - capacity) * delay_s;
  return { backlog, drain_s: backlog / (capacityAfter - lambda1) };
}
