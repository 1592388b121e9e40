import { describe, expect, it } from 'vitest';
import { type Command, type Shown, stepsOf, withShown } from './page.js';

const page = (...lines: string[]) => lines.join('\n');
const PAGE = page(
  '# A page',
  '',
  '```yaml',
  '# scenario.yaml',
  'seed: 1',
  '```',
  '',
  '```bash',
  'echo one',
  'echo two',
  '```',
  '',
  '```text',
  'one',
  'two',
  '```',
  '',
  '<!-- terminal; needs: curl, jq -->',
  '```bash',
  'serve',
  '```',
  '',
  'In words:',
  '',
  '```text',
  'a drawing',
  '```',
  '',
  '1. In a list',
  '',
  '   <!-- not run: Kubernetes -->',
  '   ```sh',
  '   kubectl apply',
  '   ```',
);

describe('stepsOf', () => {
  it('tells files and commands in order, with what they show', () => {
    expect(stepsOf(PAGE)).toEqual([
      { kind: 'file', line: 4, name: 'scenario.yaml', text: '# scenario.yaml\nseed: 1\n' },
      {
        kind: 'command',
        line: 9,
        text: 'echo one\necho two',
        mode: 'once',
        needs: [],
        shown: expect.objectContaining({ lines: ['one', 'two'] }),
      },
      { kind: 'command', line: 20, text: 'serve', mode: 'terminal', needs: ['curl', 'jq'] },
      { kind: 'command', line: 33, text: 'kubectl apply', mode: 'once', needs: [], notRun: 'Kubernetes' },
    ]);
  });

  it('takes a titled block after a command for a file, not for its output', () => {
    const steps = stepsOf(page('```bash', 'true', '```', '```yaml', '# a/b.yaml', 'x: 1', '```'));
    expect(steps.map(({ kind }) => kind)).toEqual(['command', 'file']);
    expect((steps[0] as Command).shown).toBeUndefined();
  });

  it.each([
    ['a word that is no note', page('<!-- quick -->', '```bash', 'true', '```'), "line 1: 'quick' is no note"],
    ['a need without a name', page('', '<!-- needs -->', '```bash', 'true', '```'), "line 2: 'needs' is no note"],
    ['a block without an end', page('', '```bash', 'true'), 'line 2: the block has no end'],
  ])('refuses %s', (_, text, message) => {
    expect(() => stepsOf(text)).toThrow(message);
  });
});

describe('withShown', () => {
  it('puts lines in place of shown ones, indented as they were', () => {
    const text = page(
      '- a',
      '  ```bash',
      '  x',
      '  ```',
      '  ```text',
      '  old',
      '  ```',
      '',
      '```bash',
      'y',
      '```',
      '```text',
      '```',
    );
    const [first, second] = stepsOf(text).map((step) => (step as Command).shown as Shown);
    const changes = new Map([
      [first!, ['new', '', 'lines']],
      [second!, ['y says']],
    ]);
    expect(withShown(text, changes)).toBe(
      page(
        '- a',
        '  ```bash',
        '  x',
        '  ```',
        '  ```text',
        '  new',
        '',
        '  lines',
        '  ```',
        '',
        '```bash',
        'y',
        '```',
        '```text',
        'y says',
        '```',
      ),
    );
  });
});
