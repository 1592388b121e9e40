/** What an export reads beside the planner's settings. */
import type { EngineProfile, Role } from '../../planner-core/index.js';

/** The engines that the exported workers run. */
export interface ExportSource {
  readonly profiles: Readonly<Partial<Record<Role, EngineProfile>>>;
}
