/** One exchange, driven by hand: whatever the server does, it ends once, with the class of what went wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DONE, event, exchangeRig, finish, piece } from '../testing/exchange-rig.js';

function responding() {
  const rig = exchangeRig();
  rig.start();
  rig.head();
  return rig;
}

describe('inside the stream', () => {
  it.each([
    ['an error object', event({ error: { message: 'CUDA out of memory', code: 500 } }), 'CUDA out of memory'],
    ['an error text', event({ error: 'overloaded' }), 'overloaded'],
    ['an error without words', event({ error: { code: 7 } }), '{"code":7}'],
  ])('%s fails it as stream_error', (_name, broken, detail) => {
    const rig = responding();
    rig.read(piece('a') + broken + piece('b'));
    expect(rig.exchange).toMatchObject({ errorClass: 'stream_error', detail, chunks: 1, text: 'a', readToEnd: false });
    expect(rig.told).toEqual(['first', 'end']);
    expect(rig.aborted).toEqual(['stream_error']);
  });

  it.each(['not JSON', '[1]', '7', 'null', '"text"'])('the event %s fails it as bad_event', (data) => {
    const rig = responding();
    rig.read(event(data));
    expect(rig.exchange).toMatchObject({ errorClass: 'bad_event', detail: `found the event '${data}'` });
    expect(rig.aborted).toEqual(['bad_event']);
  });

  it('shows the beginning of a bad event', () => {
    const rig = responding();
    rig.read(event('x'.repeat(500)));
    expect(rig.exchange.detail).toBe(`found the event '${'x'.repeat(80)}'`);
  });

  it('an end without a finish is truncated, one without a token empty', () => {
    const cut = responding();
    cut.read(piece('a'));
    cut.close();
    expect(cut.exchange).toMatchObject({ errorClass: 'truncated', chunks: 1, readToEnd: true });
    const empty = responding();
    empty.read(finish + DONE);
    empty.close();
    expect(empty.exchange).toMatchObject({ errorClass: 'empty', chunks: 0, readToEnd: true });
    const silent = responding();
    silent.close();
    expect(silent.exchange.errorClass).toBe('empty');
  });

  it('an event beyond 32 MiB is not read', () => {
    const rig = responding();
    const read = 'x'.repeat(1 << 20);
    rig.read('data: ');
    for (let i = 0; i < 33 && rig.aborted.length === 0; i++) rig.read(read);
    expect(rig.exchange.errorClass).toBe('oversized');
    expect(rig.told).toEqual(['end']);
    expect(rig.aborted).toEqual(['oversized']);
  });

  it('a whole body beyond 32 MiB is not read either', () => {
    const rig = exchangeRig({ stream: false });
    rig.start();
    rig.head();
    const read = 'x'.repeat(1 << 20);
    for (let i = 0; i < 32; i++) rig.read(read);
    expect(rig.exchange.errorClass).toBeUndefined();
    rig.read('x');
    expect(rig.exchange).toMatchObject({ errorClass: 'oversized', detail: 'the body is larger than 32 MiB' });
  });
});

describe('the head', () => {
  it.each([
    [400, 'client_error'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'overloaded'],
    [307, 'client_error'],
  ])('%i fails as %s, and is read to its end for what it says', (status, errorClass) => {
    const rig = exchangeRig();
    rig.start();
    rig.head(status, { 'content-type': 'application/json' });
    rig.read('{"error":');
    rig.read('"no"}');
    expect(rig.told).toEqual([]);
    rig.close();
    expect(rig.exchange).toMatchObject({ errorClass, httpStatus: status, detail: '{"error":"no"}', readToEnd: true });
    expect(rig.told).toEqual(['end']);
    expect(rig.aborted).toEqual([]);
  });

  it('keeps 200 characters of a long complaint', () => {
    const rig = exchangeRig();
    rig.start();
    rig.head(500, {});
    for (let i = 0; i < 100; i++) rig.read('y'.repeat(1000));
    rig.close();
    expect(rig.exchange.detail).toBe('y'.repeat(200));
  });

  it.each([
    ['3', 3],
    ['0', 0],
    ['1.5', 1.5],
    ['-1', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    [undefined, undefined],
  ])('Retry-After %s is a pause of %s s', (text, retryAfter_s) => {
    const rig = exchangeRig();
    rig.start();
    rig.head(429, text === undefined ? {} : { 'retry-after': text });
    expect(rig.exchange.retryAfter_s).toBe(retryAfter_s);
  });

  it.each([['application/json'], ['text/html; charset=utf-8'], [undefined]])('a stream of type %s is none', (type) => {
    const rig = exchangeRig();
    rig.start();
    rig.head(200, type === undefined ? {} : { 'content-type': type });
    expect(rig.exchange).toMatchObject({ errorClass: 'content_type', detail: `found content type '${type ?? ''}'` });
    expect(rig.aborted).toEqual(['content_type']);
  });

  it('a charset may follow the type of a stream', () => {
    const rig = exchangeRig();
    rig.start();
    rig.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    rig.read(piece('a') + DONE);
    rig.close();
    expect(rig.exchange.errorClass).toBeUndefined();
  });
});

describe('the transport', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const reset = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });

  it('that never connects', () => {
    const rig = exchangeRig();
    rig.fail(refused);
    expect(rig.exchange).toMatchObject({ errorClass: 'connect_refused', detail: 'connect ECONNREFUSED' });
    expect(rig.exchange.sent_ms).toBeUndefined();
    expect(rig.exchange.end_ms).toBeDefined();
  });

  it('that breaks before and inside the response', () => {
    const before = exchangeRig();
    before.start();
    before.fail(reset);
    expect(before.exchange.errorClass).toBe('reset');
    const inside = responding();
    inside.read(piece('a'));
    inside.fail(reset);
    expect(inside.exchange).toMatchObject({ errorClass: 'stream_reset', chunks: 1, readToEnd: false });
  });

  it('that breaks inside a complaint leaves the complaint', () => {
    const rig = exchangeRig();
    rig.start();
    rig.head(500, {});
    rig.fail(reset);
    expect(rig.exchange).toMatchObject({ errorClass: 'server_error', detail: 'other side closed' });
  });
});

describe('ending it from this side', () => {
  it('gives the connection up, and keeps what had come', () => {
    const rig = responding();
    rig.read(piece('a'));
    rig.exchange.abort('gap_timeout');
    expect(rig.exchange).toMatchObject({ errorClass: 'gap_timeout', chunks: 1, readToEnd: false });
    expect(rig.aborted).toEqual(['gap_timeout']);
  });

  it('before a connection is there ends it when one is', () => {
    const rig = exchangeRig();
    rig.exchange.abort('cancelled');
    expect(rig.told).toEqual(['end']);
    expect(rig.aborted).toEqual([]);
    rig.start();
    expect(rig.aborted).toEqual(['cancelled']);
  });

  it('does not take the place of what went wrong before', () => {
    const rig = exchangeRig();
    rig.start();
    rig.head(503, {});
    rig.exchange.abort('total_timeout');
    expect(rig.exchange.errorClass).toBe('overloaded');
  });

  it('after the end is nothing', () => {
    const rig = responding();
    rig.read(piece('a') + DONE);
    rig.close();
    rig.exchange.abort('unfinished');
    expect(rig.exchange.errorClass).toBeUndefined();
    expect(rig.aborted).toEqual([]);
  });
});

it('ends exactly once and last, in whatever order the transport calls', () => {
  const call = fc.constantFrom('read', 'broken', 'done', 'close', 'fail', 'abort') satisfies fc.Arbitrary<string>;
  fc.assert(
    fc.property(fc.array(call, { maxLength: 12 }), (calls) => {
      const rig = responding();
      for (const each of calls) {
        if (each === 'read') rig.read(piece('a'));
        if (each === 'broken') rig.read(event('{'));
        if (each === 'done') rig.read(DONE);
        if (each === 'close') rig.close();
        if (each === 'fail') rig.fail(new Error('gone'));
        if (each === 'abort') rig.exchange.abort('cancelled');
      }
      const isOver = calls.some((each) => ['close', 'fail', 'abort', 'broken'].includes(each) && each !== 'broken');
      const ends = rig.told.filter((word) => word === 'end').length;
      expect(ends).toBeLessThanOrEqual(1);
      if (isOver) expect(ends).toBe(1);
      if (ends === 1) expect(rig.told.at(-1)).toBe('end');
      expect(rig.exchange.end_ms !== undefined).toBe(ends === 1);
      expect(rig.aborted.length).toBeLessThanOrEqual(1);
      const before = { ...rig.exchange };
      if (ends === 1) {
        rig.read(piece('late'));
        rig.close();
        expect({ ...rig.exchange }).toEqual(before);
      }
    }),
    { numRuns: 200 },
  );
});
