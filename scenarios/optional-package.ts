/** Packages that only some features need: loaded when one is asked for, and named where they are absent. */
import { readFileSync } from 'node:fs';
import { HeadroomError } from './errors/index.js';
import { shippedPath } from './paths.js';

/**
 * What `load` imports. `feature`: what needs it, as the subject of a sentence. Throws HR_PACKAGE_MISSING, which says what to
 * install: such packages are left out by `npm install --omit=optional`.
 */
export async function optionalPackage<T>(
  feature: string,
  packages: readonly string[],
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const [names, are] = [packages.join(' and '), packages.length === 1 ? 'package' : 'packages'];
    const message = `${feature} needs the optional ${are} ${names}, which cannot be loaded here`;
    throw new HeadroomError(
      'HR_PACKAGE_MISSING',
      { message, hint: `Install it beside llm-headroom: ${installCommand(packages)}` },
      { cause: error },
    );
  }
}

/** The command that installs optional packages in the versions that Headroom is tested with. */
export function installCommand(packages: readonly string[]): string {
  const { optionalDependencies } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  return `npm install ${packages.map((name) => `${name}@${optionalDependencies[name]}`).join(' ')}`;
}
