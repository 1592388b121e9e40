import { describe, expect, it } from 'vitest';
import { TickNotes } from './tick-notes.js';

describe('the notes of a tick', () => {
  it('are empty at first', () => {
    const { log, numbers, reasons } = new TickNotes();
    expect([log, numbers, reasons]).toEqual([[], {}, []]);
  });

  it('keep log lines in their order, each with its level', () => {
    const notes = new TickNotes();
    notes.info('a');
    notes.warning('b');
    notes.error('c');
    notes.info('d');
    expect(notes.log).toEqual([
      { level: 'info', text: 'a' },
      { level: 'warning', text: 'b' },
      { level: 'error', text: 'c' },
      { level: 'info', text: 'd' },
    ]);
  });

  it('keep the last number of a name', () => {
    const notes = new TickNotes();
    notes.number('load_tokens_per_s', 3);
    notes.number('needed', 1);
    notes.number('load_tokens_per_s', 4);
    expect(notes.numbers).toEqual({ load_tokens_per_s: 4, needed: 1 });
  });

  it('keep every reason, one role’s after the other’s', () => {
    const notes = new TickNotes();
    notes.because('forecast', 'min_endpoint');
    notes.because('forecast');
    expect(notes.reasons).toEqual(['forecast', 'min_endpoint', 'forecast']);
  });
});
