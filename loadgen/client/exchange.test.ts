/** One exchange, driven by hand: what each read of the body becomes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DONE, event, exchangeRig, finish, piece, usageOf } from '../testing/exchange-rig.js';

/** A rig whose response has begun. */
function responding(options: Parameters<typeof exchangeRig>[0] = {}) {
  const rig = exchangeRig(options);
  rig.start();
  rig.head();
  return rig;
}

describe('a stream that ends well', () => {
  it('has the times of its reads, its pieces and its text', () => {
    const rig = exchangeRig();
    const { exchange, clock } = rig;
    rig.start();
    clock.at_ms = 100;
    rig.head();
    clock.at_ms = 250;
    rig.read(piece('one'));
    clock.at_ms = 270;
    rig.read(piece(' two'));
    clock.at_ms = 300;
    rig.read(piece(' three') + finish + usageOf(11, 3) + DONE);
    rig.close();
    expect(exchange).toMatchObject({
      headers_ms: 100,
      firstToken_ms: 250,
      secondToken_ms: 270,
      firstAnswer_ms: 250,
      lastToken_ms: 300,
      heard_ms: 300,
      httpStatus: 200,
      chunks: 3,
      sharedReads: 0,
      text: 'one two three',
      answer: 'one two three',
      usage: { inputTokens: 11, outputTokens: 3 },
      readToEnd: true,
    });
    expect(exchange.errorClass).toBeUndefined();
    expect(exchange.firstReasoning_ms).toBeUndefined();
    expect(rig.told).toEqual(['first', 'gap', 'gap', 'end']);
    expect(rig.gaps_ms).toEqual([20, 30]);
    expect(rig.aborted).toEqual([]);
  });

  it('counts pieces that came in one read as shared, with a gap of 0', () => {
    const rig = responding();
    rig.clock.at_ms = 10;
    rig.read(piece('a') + piece('b') + piece('c'));
    rig.clock.at_ms = 15;
    rig.read(piece('d') + finish);
    rig.close();
    expect(rig.gaps_ms).toEqual([0, 0, 5]);
    expect(rig.exchange).toMatchObject({ chunks: 4, sharedReads: 2, secondToken_ms: 10 });
  });

  it.each([
    ['a finish reason without [DONE]', finish],
    ['[DONE] without a finish reason', DONE],
  ])('is finished by %s', (_name, end) => {
    const rig = responding();
    rig.read(piece('a') + end);
    rig.close();
    expect(rig.exchange.errorClass).toBeUndefined();
  });

  it('keeps the last usage, and no text where nobody wants it', () => {
    const rig = responding({ keepText: false });
    rig.read(piece('a') + usageOf(5, 1) + usageOf(5, 2) + DONE);
    rig.close();
    expect(rig.exchange).toMatchObject({ usage: { inputTokens: 5, outputTokens: 2 }, text: '', answer: '', chunks: 1 });
  });

  it('tells reasoning and answer apart', () => {
    const rig = responding();
    const thought = (reasoning: string) => event({ choices: [{ delta: { reasoning } }] });
    rig.clock.at_ms = 10;
    rig.read(thought('hm'));
    rig.clock.at_ms = 20;
    rig.read(thought(', so'));
    rig.clock.at_ms = 30;
    rig.read(piece('yes') + DONE);
    rig.close();
    expect(rig.exchange).toMatchObject({
      firstToken_ms: 10,
      firstReasoning_ms: 10,
      firstAnswer_ms: 30,
      secondToken_ms: 20,
      text: 'hm, soyes',
      answer: 'yes',
      chunks: 3,
    });
  });

  it('takes what is no output for none: the role, a comment, an event without data', () => {
    const rig = responding();
    rig.read(`: keep-alive\n\n${event({ choices: [{ delta: { role: 'assistant', content: '' } }] })}event: ping\n\n`);
    expect(rig.told).toEqual([]);
    rig.read(piece('a') + DONE);
    rig.close();
    expect(rig.exchange).toMatchObject({ chunks: 1, text: 'a' });
  });

  it('reads line ends of either kind, and data over two lines', () => {
    const rig = responding();
    rig.read(`data: {"choices":\r\ndata: [{"delta":{"content":"x"}}]}\r\n\r\n`);
    rig.read(DONE);
    rig.close();
    expect(rig.exchange).toMatchObject({ chunks: 1, text: 'x' });
  });

  it('tells an event that the end of the body cut off', () => {
    const rig = responding();
    rig.read(piece('a') + finish.trimEnd());
    rig.close();
    expect(rig.exchange.errorClass).toBeUndefined();
  });
});

describe('reads', () => {
  const CONTENTS = fc.array(fc.constantFrom('a', 'é', '漢', '😀', '"', '\n', ' data: ', '\\'), {
    minLength: 1,
    maxLength: 6,
  });

  it('may split the stream anywhere, in mid-character too', () => {
    fc.assert(
      fc.property(CONTENTS, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (contents, sizes) => {
        const body = Buffer.from(contents.map(piece).join('') + finish + usageOf(3, contents.length) + DONE);
        const rig = responding();
        for (let from = 0, i = 0; from < body.length; i++) {
          const to = from + sizes[i % sizes.length]!;
          rig.read(body.subarray(from, to));
          from = to;
        }
        rig.close();
        expect(rig.exchange).toMatchObject({
          text: contents.join(''),
          chunks: contents.length,
          usage: { inputTokens: 3, outputTokens: contents.length },
          readToEnd: true,
        });
        expect(rig.exchange.errorClass).toBeUndefined();
        expect(rig.told).toEqual(['first', ...Array(contents.length - 1).fill('gap'), 'end']);
      }),
      { numRuns: 60 },
    );
  });

  it('may hold one byte each', () => {
    const rig = responding();
    for (const byte of Buffer.from(piece('über 😀') + DONE)) rig.read(Buffer.from([byte]));
    rig.close();
    expect(rig.exchange).toMatchObject({ text: 'über 😀', chunks: 1 });
  });

  it('give an event the time of the read that completes it', () => {
    const rig = responding();
    const text = piece('late');
    rig.clock.at_ms = 10;
    rig.read(text.slice(0, 20));
    rig.clock.at_ms = 40;
    rig.read(text.slice(20));
    expect(rig.exchange).toMatchObject({ firstToken_ms: 40, heard_ms: 40 });
  });

  it('gaps add up to the time from the first piece to the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 20 }), (steps) => {
        const rig = responding();
        for (const step of steps) {
          rig.clock.at_ms += step;
          rig.read(piece('x'));
        }
        const { firstToken_ms, lastToken_ms, sharedReads } = rig.exchange;
        expect(rig.gaps_ms.reduce((sum, gap) => sum + gap, 0)).toBe(lastToken_ms! - firstToken_ms!);
        expect(rig.gaps_ms).toEqual(steps.slice(1));
        expect(sharedReads).toBe(steps.slice(1).filter((step) => step === 0).length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a whole body', () => {
  const whole = (body: unknown, endpoint?: 'embeddings') => {
    const rig = exchangeRig({ stream: false, ...(endpoint && { endpoint }) });
    rig.start();
    rig.clock.at_ms = 5;
    rig.head(200, { 'content-type': 'application/json' });
    const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    rig.clock.at_ms = 30;
    rig.read(text.subarray(0, text.length >> 1));
    rig.clock.at_ms = 50;
    rig.read(text.subarray(text.length >> 1));
    rig.close();
    return rig;
  };

  it('has one time, that of its end', () => {
    const answer = {
      choices: [{ message: { content: 'häé' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 4 },
    };
    const { exchange, told } = whole(answer);
    expect(exchange).toMatchObject({
      headers_ms: 5,
      lastToken_ms: 50,
      chunks: 1,
      answer: 'häé',
      usage: { outputTokens: 4 },
      readToEnd: true,
    });
    expect([exchange.firstToken_ms, exchange.errorClass]).toEqual([undefined, undefined]);
    expect(told).toEqual(['end']);
  });

  it.each([
    ['no JSON', 'sorry', 'bad_event', "found the body 'sorry'"],
    ['an array', [1], 'bad_event', "found the body '[1]'"],
    ['nothing', '', 'bad_event', "found the body ''"],
    ['an error in a success', { error: { message: 'out of memory' } }, 'stream_error', 'out of memory'],
    ['no choice', { choices: [] }, 'empty', undefined],
    ['no finish', { choices: [{ message: { content: 'a' } }] }, 'truncated', undefined],
  ])('%s fails', (_name, body, errorClass, detail) => {
    expect(whole(body).exchange).toMatchObject({ errorClass, ...(detail !== undefined && { detail }) });
  });

  it('of embeddings is whole where it holds one', () => {
    expect(whole({ data: [{ embedding: [0.5] }] }, 'embeddings').exchange.errorClass).toBeUndefined();
    expect(whole({ data: [] }, 'embeddings').exchange.errorClass).toBe('empty');
  });
});

it('an interim response is a sign of life and no more', () => {
  const rig = exchangeRig();
  rig.start();
  rig.clock.at_ms = 7;
  rig.head(103, {});
  expect(rig.exchange).toMatchObject({ heard_ms: 7 });
  expect([rig.exchange.headers_ms, rig.exchange.httpStatus]).toEqual([undefined, undefined]);
});
