import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOfHttpStatus, classOfTransportError, ERROR_CLASSES } from './error-class.js';

it.each([
  [{ code: 'ECONNREFUSED' }, {}, 'connect_refused'],
  [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, {}, 'connect_timeout'],
  [{ code: 'ENOTFOUND' }, {}, 'dns'],
  [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, {}, 'tls'],
  [{ errors: [{ code: 'ECONNREFUSED' }] }, {}, 'connect_refused'],
  [{ code: 'UND_ERR_SOCKET' }, { started: true }, 'reset'],
  [{ code: 'ECONNRESET' }, { started: true, responding: true }, 'stream_reset'],
  [{ code: 'HPE_INVALID_CONSTANT' }, { started: true }, 'protocol'],
  [new Error('something new'), {}, 'connect_failed'],
])('%o %o is %s', (error, state, expected) => expect(classOfTransportError(error, state)).toBe(expected));

it.each([
  [200, undefined],
  [302, 'client_error'],
  [404, 'client_error'],
  [429, 'rate_limited'],
  [500, 'server_error'],
  [503, 'overloaded'],
])('status %i is %s', (status, expected) => expect(classOfHttpStatus(status)).toBe(expected));

describe('before the request was on a connection', () => {
  it.each([
    ['ECONNREFUSED', 'connect_refused', 'failed'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout', 'timed_out'],
    ['ETIMEDOUT', 'connect_timeout', 'timed_out'],
    ['ENOTFOUND', 'dns', 'failed'],
    ['EAI_AGAIN', 'dns', 'failed'],
    ['EHOSTUNREACH', 'connect_failed', 'failed'],
    ['ENETUNREACH', 'connect_failed', 'failed'],
    ['EADDRNOTAVAIL', 'connect_failed', 'failed'],
    ['EMFILE', 'connect_failed', 'failed'],
  ] as const)('%s is %s, which is %s', (code, expected, status) => {
    const found = classOfTransportError({ code });
    expect([found, ERROR_CLASSES[found]]).toEqual([expected, status]);
  });

  it('the same codes later mean that an open connection broke', () => {
    for (const code of ['ECONNREFUSED', 'ETIMEDOUT', 'EMFILE', 'ENOTFOUND']) {
      expect(classOfTransportError({ code }, { started: true })).toBe('reset');
      expect(classOfTransportError({ code }, { started: true, responding: true })).toBe('stream_reset');
    }
  });
});

describe('a certificate', () => {
  it.each([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'HOSTNAME_MISMATCH',
  ])('is at fault by the code %s', (code) => expect(classOfTransportError({ code })).toBe('tls'));

  it('is at fault by the words of an error without one', () => {
    expect(classOfTransportError(new Error('Client network socket disconnected before secure TLS connection'))).toBe(
      'tls',
    );
    expect(classOfTransportError(new Error('bad certificate'), { started: true })).toBe('tls');
  });
});

it.each([[undefined], [null], ['text'], [{ errors: [] }], [{ code: 7 }]])('%o is no more than a failure', (error) => {
  expect(classOfTransportError(error)).toBe('connect_failed');
  expect(classOfTransportError(error, { started: true })).toBe('reset');
});

it('what undici calls a parser error is not HTTP, code or none', () => {
  const error = Object.assign(new Error('Parse Error'), { name: 'HTTPParserError' });
  expect(classOfTransportError(error, { started: true, responding: true })).toBe('protocol');
});

it('of several addresses tried the first failure counts, however deep', () => {
  const errors = [{ errors: [{ code: 'ENOTFOUND' }] }, { code: 'ECONNREFUSED' }];
  expect(classOfTransportError({ errors })).toBe('dns');
});

it('of all statuses those from 200 to 299 alone are a success', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 999 }), (status) => {
      const found = classOfHttpStatus(status);
      expect(found === undefined).toBe(status < 300);
      if (status >= 500 && status !== 503) expect(found).toBe('server_error');
      if (status >= 300 && status < 500 && status !== 429) expect(found).toBe('client_error');
    }),
  );
});
