/** What the emulator says of itself. */
import { Families } from './families.js';

const TABLE = `
histogram headroom_emulator_late_seconds{} [0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1] Wall-clock seconds by which events of the simulated cluster were played late
gauge headroom_emulator_speedup{} Simulated seconds in one second of the wall clock
`;

/** Speed and lateness of one emulator. */
export class OwnMetrics {
  private readonly families = new Families(TABLE);
  private readonly late = this.families.histogram('headroom_emulator_late_seconds');

  constructor(speedup: number) {
    this.families.gauge('headroom_emulator_speedup').set(speedup);
  }

  text(): Promise<string> {
    return this.families.text();
  }

  readonly noteLate = (late_s: number): void => {
    this.late.observe(late_s);
  };
}
