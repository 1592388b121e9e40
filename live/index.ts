/**
 * The planner's ports against the real world: Prometheus, the frontend's metrics, Kubernetes, and the emulated
 * frontend. Its first release follows the load generator's; until then this door opens on nothing.
 */
export {};
