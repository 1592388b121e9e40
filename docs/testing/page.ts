/** A page as steps: files it shows, commands it tells the reader to run, and what those print. CONTRIBUTING.md has the notation. */

/** Lines of a fenced block in its page, without the fences: from `start` (0-based) up to but without `end`. */
interface Lines {
  readonly start: number;
  readonly end: number;
  readonly indent: string;
}

export interface Shown extends Lines {
  readonly lines: readonly string[];
}

export interface Command {
  readonly kind: 'command';
  /** Of the first line of the command, as editors count. */
  readonly line: number;
  readonly text: string;
  /** `terminal` keeps running beside what follows; `until` is asked again until it shows what it should. */
  readonly mode: 'once' | 'terminal' | 'until';
  readonly needs: readonly string[];
  /** Why it is never run here. */
  readonly notRun?: string;
  /** What the page says it prints; absent: that it exits with 0 is all. */
  readonly shown?: Shown;
}

export interface ShownFile {
  readonly kind: 'file';
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

export type Step = Command | ShownFile;

const SHELL = ['bash', 'sh'];
const OUTPUT = ['text', 'console', 'yaml', 'json', 'csv', 'html'];
const FILE_TITLE = /^# ([\w./-]+\.\w+)$/;

interface Block extends Lines {
  readonly language: string;
  readonly lines: readonly string[];
}

/** @throws Error naming the line of a note before a command that is not understood. */
export function stepsOf(page: string): Step[] {
  const lines = page.split('\n');
  const blocks = blocksOf(lines);
  const steps: Step[] = [];
  const outputs = new Set<Block>();
  blocks.forEach((block, i) => {
    const title = FILE_TITLE.exec(block.lines[0] ?? '')?.[1];
    if (SHELL.includes(block.language)) {
      const next = blocks[i + 1];
      const shown = next && isOutput(next) && isBlank(lines.slice(block.end + 1, next.start - 1)) ? next : undefined;
      if (shown) outputs.add(shown);
      steps.push({
        kind: 'command',
        line: block.start + 1,
        text: block.lines.join('\n'),
        ...noteBefore(lines, block.start - 1),
        ...(shown && { shown }),
      });
    } else if (title && !outputs.has(block)) {
      steps.push({ kind: 'file', line: block.start + 1, name: title, text: `${block.lines.join('\n')}\n` });
    }
  });
  return steps;
}

/** The page with other lines in place of what some of its blocks show. */
export function withShown(page: string, changes: ReadonlyMap<Shown, readonly string[]>): string {
  const lines = page.split('\n');
  for (const [{ start, end, indent }, now] of [...changes].sort(([a], [b]) => b.start - a.start)) {
    lines.splice(start, end - start, ...now.map((line) => (line === '' ? '' : indent + line)));
  }
  return lines.join('\n');
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^( *)(`{3,})(\w*)/.exec(lines[i]!);
    if (!fence) continue;
    const [, indent, ticks, language] = fence as unknown as [string, string, string, string];
    const start = i + 1;
    i = lines.findIndex((line, at) => at >= start && line.trimEnd() === indent + ticks);
    if (i < 0) throw new Error(`line ${start}: the block has no end`);
    const inside = lines.slice(start, i).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ language, lines: inside, start, end: i, indent });
  }
  return blocks;
}

function isOutput({ language, lines }: Block): boolean {
  return OUTPUT.includes(language) && !FILE_TITLE.test(lines[0] ?? '');
}

function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === '');
}

/** The note in an HTML comment right before a command's fence, which stands at line `fence`. */
function noteBefore(lines: readonly string[], fence: number): Pick<Command, 'mode' | 'needs' | 'notRun'> {
  let at = fence - 1;
  while (at >= 0 && lines[at]!.trim() === '') at--;
  const comment = /^\s*<!-- (.*) -->$/.exec(lines[at] ?? '')?.[1];
  const note = { mode: 'once' as Command['mode'], needs: [] as string[] };
  let notRun: string | undefined;
  for (const part of comment?.split('; ') ?? []) {
    const [key, value] = part.split(': ') as [string, string | undefined];
    if (key === 'terminal' || key === 'until') note.mode = key;
    else if (key === 'needs' && value) note.needs = value.split(', ');
    else if (key === 'not run' && value) notRun = value;
    else throw new Error(`line ${at + 1}: '${part}' is no note that a command may have`);
  }
  return { ...note, ...(notRun !== undefined && { notRun }) };
}
