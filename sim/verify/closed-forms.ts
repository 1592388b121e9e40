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
 * p(n) ∝ Π λ/r(k). For processor sharing the chain is exact for any service distribution (Kelly 1979). Infinite where the
 * chain cannot keep up.
 */
export function meanNumberBirthDeath(rate: number, completions: (k: number) => number): number {
  let weight = 1;
  let total = 1;
  let weighted = 0;
  for (let n = 1; n < 100_000; n++) {
    weight *= rate / completions(n);
    total += weight;
    weighted += n * weight;
    if (!Number.isFinite(total)) break;
    if (weight < 1e-15 * total) return weighted / total;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Mean time in an M/G/1 queue whose server all share equally: τ/(1 − ρ), whatever the distribution of the service
 * (Kleinrock, Queueing Systems II, 4.4).
 */
export function sojournMG1PS(rate: number, service_s: number): number {
  return service_s / (1 - rate * service_s);
}

/**
 * Mean time of a request in the machine-repairman model M/M/1//N: N clients, each thinking for an exponential time of mean Z
 * between two requests. Mean value analysis, exact here: R(n) = τ(1 + Q(n − 1)), Q(n) = n·R(n)/(R(n) + Z) (Reiser and
 * Lavenberg 1980).
 */
export function responseClosedLoop(clients: number, think_s: number, service_s: number): number {
  let inside = 0;
  let response_s = service_s;
  for (let n = 1; n <= clients; n++) {
    response_s = service_s * (1 + inside);
    inside = (n * response_s) / (response_s + think_s);
  }
  return response_s;
}

/**
 * A fluid queue whose load steps from below capacity C to λ₁ above it, and whose capacity rises to C′ after the planner has
 * decided and the worker has started: the backlog when it is ready, and how long the backlog takes to drain.
 */
export function fluidStep(lambda1: number, capacity: number, capacityAfter: number, delay_s: number) {
  const backlog = (lambda1 - capacity) * delay_s;
  return { backlog, drain_s: backlog / (capacityAfter - lambda1) };
}
