import { expect, it } from 'vitest';
import { classOfHttpStatus, classOfTransportError } from './error-class.js';

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
