/** The answer of a plan as files for a cluster. */
import { readFileSync } from 'node:fs';
import type { EngineProfile, Role } from '../../planner-core/index.js';
import { loadProfile, loadScenario, poolsOf } from '../../scenarios/index.js';
import { type ExportedFiles, exportCounts, exportPlanner } from '../export/index.js';
import { type Deployment, ROLES } from './deployment.js';
import { type Assignment, assigned } from './settings.js';

/** Fixed counts, planner settings, or both, as far as there is an answer. `set`: overrides of the scenario. */
export function exported(
  file: string,
  set: readonly string[],
  answer: { readonly deployment?: Deployment; readonly settings?: Assignment },
): ExportedFiles {
  const files: Record<string, string> = {};
  if (answer.deployment) {
    const { engine, mode, counts } = answer.deployment;
    const { profile } = loadProfile(engine, loadScenario(file, set).resolve);
    const profiles = Object.fromEntries(ROLES[mode].map((role): [Role, EngineProfile] => [role, profile]));
    Object.assign(files, exportCounts(counts, { profiles }));
  }
  if (answer.settings) {
    const { scenario, resolve } = loadScenario(file, [...set, ...assigned(answer.settings)]);
    const { planner, cluster } = scenario;
    const pools = poolsOf(cluster).map(([role, pool]) => [role, loadProfile(pool.profile, resolve).profile]);
    const path = planner.policy === 'dynamo-planner' && typeof planner.config === 'string' ? planner.config : undefined;
    const text = path === undefined || path.trimStart().startsWith('{') ? path : readFileSync(resolve(path), 'utf8');
    Object.assign(files, exportPlanner(scenario, { profiles: Object.fromEntries(pools) }, text));
  }
  return files;
}
