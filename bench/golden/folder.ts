/** Access to a folder of golden vectors: its files, the profiles they were made from, the recorded triangulations. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineProfile, Triangle } from '../../planner-core/index.js';
import { loadProfile, type NpyArray, readNpz } from '../../scenarios/index.js';

export class GoldenFolder {
  private readonly profiles = new Map<string, EngineProfile>();
  private readonly triangulations: Record<string, Triangle[]>;

  constructor(readonly path: string) {
    this.triangulations = this.has('triangulations.json') ? this.json('triangulations.json') : {};
  }

  /** Files that start and end as asked, sorted; by their path from the golden folder. */
  files(start: string, end: string, within = '.'): string[] {
    return readdirSync(join(this.path, within))
      .filter((name) => name.startsWith(start) && name.endsWith(end))
      .sort()
      .map((name) => join(within, name));
  }

  has(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  json<T>(name: string): T {
    return JSON.parse(readFileSync(join(this.path, name), 'utf8')) as T;
  }

  npz(name: string): Record<string, NpyArray> {
    return readNpz(readFileSync(join(this.path, name)));
  }

  /** A profile of `profiles/`, read once. */
  profile(name: string): EngineProfile {
    let profile = this.profiles.get(name);
    if (!profile) {
      ({ profile } = loadProfile(join(this.path, 'profiles', name), (path) => path));
      this.profiles.set(name, profile);
    }
    return profile;
  }

  /** The triangles the recording used, where they were written down. */
  triangles(profile: string): Triangle[] | undefined {
    return this.triangulations[profile];
  }
}
