/** The row of a JSONL file that is being read: fields by name, clear errors with their place. */
import { HeadroomError } from '../../errors/index.js';

/** Reads one line after the other. A field may go under a second name. */
export class JsonCursor {
  private fields: Record<string, unknown> = {};
  private source = '';
  private line = 0;

  constructor(private readonly file: string) {}

  /** Takes a line; false when it is empty. Throws HR_TRACE_INVALID where it is no JSON object. */
  take(text: string, line: number): boolean {
    if (text === '' || text.trim() === '') return false;
    this.source = text;
    this.line = line;
    this.fields = this.parse();
    return true;
  }

  /** Whatever the field holds; `undefined` where it is absent or null. */
  value(name: string, alias?: string): unknown {
    return this.fields[this.named(name, alias)] ?? undefined;
  }

  /** A whole number, 0 or more. */
  count(name: string, alias?: string): number {
    const value = this.value(name, alias);
    const isCount = Number.isSafeInteger(value) && (value as number) >= 0;
    return isCount ? (value as number) : this.fail(this.named(name, alias), 'a whole number');
  }

  /** A number, 0 or more, where the field is there; `what` says in which unit, for the error. */
  optionalNumber(what: string, name: string, alias?: string): number | undefined {
    const value = this.value(name, alias);
    if (value === undefined) return undefined;
    const isNumber = typeof value === 'number' && Number.isFinite(value) && value >= 0;
    return isNumber ? value : this.fail(this.named(name, alias), what);
  }

  /** Text, or a number taken as text, where the field is there. */
  optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    return this.fail(name, 'text');
  }

  /**
   * Ids of the prefix blocks, where there are any: an empty list is that of a converted trace and means unknown. Throws
   * HR_TRACE_INVALID where their number does not fit the prompt.
   */
  blocks(name: string, inputTokens: number, blockTokens: number): readonly number[] | undefined {
    const ids = this.value(name);
    if (ids === undefined) return undefined;
    if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id) && id >= 0)) {
      this.fail(name, 'a list of whole numbers');
    }
    if (ids.length === 0) return undefined;
    const blocks = Math.ceil(inputTokens / blockTokens);
    if (ids.length !== blocks) {
      throw new HeadroomError('HR_TRACE_INVALID', {
        at: this.place(name),
        message: `${name}: found ${ids.length} ids for ${inputTokens} tokens; expected ${blocks} blocks of ${blockTokens} tokens`,
        hint: 'If the trace uses another block size, set traffic.block_tokens.',
      });
    }
    return ids as number[];
  }

  /** Throws HR_TRACE_INVALID about a field. */
  fail(name: string, expected: string): never {
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: this.place(name),
      message: `${name}: found ${JSON.stringify(this.fields[name]) ?? 'nothing'}; expected ${expected}`,
    });
  }

  /** The name that a field goes under in this row: the usual one, unless only the other is there. */
  private named(name: string, alias: string | undefined): string {
    return alias !== undefined && (this.fields[name] ?? undefined) === undefined && alias in this.fields ? alias : name;
  }

  private place(name: string) {
    return { file: this.file, line: this.line, column: Math.max(0, this.source.indexOf(`"${name}"`)) + 1 };
  }

  private parse(): Record<string, unknown> {
    let column = 1;
    try {
      const value: unknown = JSON.parse(this.source);
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch (error) {
      const position = /position (\d+)/.exec((error as Error).message)?.[1];
      if (position !== undefined) column = Number(position) + 1;
    }
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file: this.file, line: this.line, column },
      message: `found '${this.source.slice(0, 60)}'; expected one JSON object a line`,
    });
  }
}
