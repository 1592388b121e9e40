/**
 * `npm run sbom`: the packages of an install as CycloneDX, in sbom.cdx.json, which the package ships. npm's own list without what
 * differs from one making to the next: its number, the time, the name of the folder.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { shippedPath } from '../scenarios/index.js';

interface Bom {
  readonly metadata: { readonly lifecycles: unknown; readonly tools: unknown; readonly component: object };
  readonly components: readonly unknown[];
  readonly serialNumber?: string;
}

const args = [
  'sbom',
  '--sbom-format',
  'cyclonedx',
  '--sbom-type',
  'application',
  '--package-lock-only',
  '--omit',
  'dev',
];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: shippedPath(), encoding: 'utf8', maxBuffer: 64e6 });
if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}: ${stderr}`);
const { serialNumber: _, metadata, ...bom } = JSON.parse(stdout) as Bom;
const { lifecycles, tools, component } = metadata;
const told = { ...bom, metadata: { lifecycles, tools, component: { ...component, name: 'llm-headroom' } } };
const path = shippedPath('sbom.cdx.json');
writeFileSync(path, `${JSON.stringify(told, null, 2)}\n`);
process.stderr.write(`${path}: ${bom.components.length} packages\n`);
