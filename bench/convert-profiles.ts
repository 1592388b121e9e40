/**
 * `npm run profiles -- SOURCE`: makes the shipped engine profiles and their list in the docs from a folder of
 * aiconfigurator's tables (profiles/*.json, profiles_prefill.csv, profiles_decode_step.csv, checked_against_silicon.csv).
 * What measured engines say about a profile's decode table is its verdict.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ProfileFile, shippedPath } from '../scenarios/index.js';

const SOURCE_LINE = 'derived from NVIDIA aiconfigurator 0.12.0 performance database, Apache-2.0';
const CAVEAT = 'Engine forward passes: no HTTP, tokenisation, scheduler gap or queueing.';

interface SourceProfile {
  readonly id: string;
  readonly model: string;
  readonly system: string;
  readonly backend: string;
  readonly backend_version: string;
  readonly gpus_per_worker: number;
  readonly tp: number;
  readonly attention_dp: number;
  readonly kv_bytes_per_token_per_rank: number;
  readonly prefill: { prefill_isl: number[]; prefill_ttft: number[]; prefill_thpt_per_gpu: number[] };
  readonly decode: {
    x_kv_usage: number[];
    y_context_length: number[];
    z_itl: number[];
    z_thpt_per_gpu: number[];
    max_kv_tokens: number[];
  };
}

type Row = Readonly<Record<string, string>>;

const source = process.argv[2] ?? '../shared/data/profiles';
const target = shippedPath('scenarios', 'profiles');
const checks = new Map(csv('checked_against_silicon.csv').map((row) => [row['profile_id']!, row]));
const ids = readdirSync(join(source, 'profiles'))
  .map((file) => basename(file, '.json'))
  .sort();
const prefillRows = groupById(csv('profiles_prefill.csv'));
const decodeRows = groupById(csv('profiles_decode_step.csv'));
mkdirSync(target, { recursive: true });
const files = ids.map(convert);
for (const file of files) writeFileSync(join(target, `${file.id}.json`), format(file));
writeFileSync(shippedPath('docs', 'reference', 'shipped-profiles.md'), list(files));
process.stdout.write(`${ids.length} profiles written\n`);

function convert(id: string): ProfileFile {
  const from = JSON.parse(readFileSync(join(source, 'profiles', `${id}.json`), 'utf8')) as SourceProfile;
  const check = checks.get(id);
  return {
    schema: 'headroom-profile/1',
    id,
    model: from.model,
    system: from.system,
    backend: `${from.backend} ${from.backend_version}`,
    gpus_per_worker: from.gpus_per_worker,
    // Tensor parallel ranks hold a part of every token each; attention data parallel ranks hold whole tokens.
    kv_bytes_per_token: from.kv_bytes_per_token_per_rank * from.tp,
    provenance: {
      source: SOURCE_LINE,
      licence: 'Apache-2.0',
      verdict: verdictOf(check),
      caveat: check ? `${CAVEAT} ${measured(check)}` : `${CAVEAT} Not held against measured engines.`,
    },
    prefill: {
      isl: from.prefill.prefill_isl,
      ttft_ms: from.prefill.prefill_ttft,
      tokens_per_s_per_gpu: from.prefill.prefill_thpt_per_gpu,
    },
    decode: {
      max_kv_tokens: from.decode.max_kv_tokens[0]!,
      kv_usage: from.decode.x_kv_usage,
      context_tokens: from.decode.y_context_length,
      itl_ms: from.decode.z_itl,
      tokens_per_s_per_gpu: from.decode.z_thpt_per_gpu,
    },
    prefill_table: prefillTable(prefillRows.get(id) ?? []),
    decode_steps: decodeSteps(decodeRows.get(id) ?? [], from.attention_dp),
    step_model: 'step_table',
    ...(from.attention_dp > 1 && { attention_dp: from.attention_dp }),
  };
}

function measured(check: Row): string {
  return `Measured TPOT ÷ table over ${check['rows']} operating points: median ${check['median_measured_over_profile']}, ${check['min']} to ${check['max']}.`;
}

function verdictOf(check: Row | undefined): ProfileFile['provenance']['verdict'] {
  if (!check) return 'unverified';
  return check['verdict'] === 'ok' ? 'ok' : 'suspect';
}

function prefillTable(rows: readonly Row[]): ProfileFile['prefill_table'] {
  const column = (name: string) => rows.map((row) => Number(row[name]));
  return {
    batch: column('batch_size'),
    new_tokens: column('new_tokens_per_request'),
    cached_tokens: column('cached_prefix_tokens'),
    step_ms: column('prefill_ms'),
  };
}

/** A worker's batch is the batch of one rank times its attention data parallel ranks. */
function decodeSteps(rows: readonly Row[], attentionDp: number): ProfileFile['decode_steps'] {
  const byContext = new Map<number, [number, number][]>();
  for (const row of rows) {
    const context = Number(row['context_length']);
    const points = byContext.get(context) ?? [];
    points.push([Number(row['batch_size_per_dp_rank']) * attentionDp, Number(row['step_ms'])]);
    byContext.set(context, points);
  }
  return [...byContext]
    .sort(([a], [b]) => a - b)
    .map(([context_tokens, points]) => {
      points.sort((a, b) => a[0] - b[0]);
      return { context_tokens, batch: points.map(([batch]) => batch), step_ms: points.map(([, ms]) => ms) };
    });
}

function list(profiles: readonly ProfileFile[]): string {
  const rows = profiles.map((profile) => {
    const kvTokens = profile.decode.max_kv_tokens.toLocaleString('en');
    return `| \`${profile.id}\` | ${profile.gpus_per_worker} | ${kvTokens} | ${profile.provenance.verdict} |\n`;
  });
  return `# Shipped engine profiles

Written by \`npm run profiles\`; [profiles.md](profiles.md) tells what they hold and what the verdicts mean.

| id | GPUs | KV tokens | verdict |
| --- | ---: | ---: | --- |
${rows.join('')}`;
}

/** JSON with one line a key and an array on one line, so that a diff shows what changed. */
function format(file: ProfileFile): string {
  const indented = JSON.stringify(file, null, 1);
  return `${indented.replace(/\[\s+(-?[\d.e][^[\]{}"]*?)\s+\]/gi, (_, items: string) => `[${items.replace(/\s+/g, '')}]`)}\n`;
}

function csv(name: string): Row[] {
  const [header = '', ...lines] = readFileSync(join(source, name), 'utf8').trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [keys[i]!, value])));
}

function groupById(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row['profile_id']!, [...(groups.get(row['profile_id']!) ?? []), row]);
  return groups;
}
