import { expect, it } from 'vitest';
import { ApiError, invalidRequest, unknownModel } from './api-error.js';

it('has every field that a client of OpenAI reads', () => {
  expect(JSON.parse(new ApiError(500, 'internal_error', 'It broke.').body)).toEqual({
    error: { message: 'It broke.', type: 'internal_error', param: null, code: null },
  });
});

it('of a field names it', () => {
  const error = invalidRequest('n: too many', 'n');
  expect(error.status).toBe(400);
  expect(JSON.parse(error.body)).toEqual({
    error: { message: 'n: too many', type: 'invalid_request_error', param: 'n', code: null },
  });
  expect(invalidRequest('No JSON.').detail).toEqual({});
});

it('of a model that is not served is a 404 with the code that clients look for', () => {
  const error = unknownModel('gpt-"x"');
  expect(error.status).toBe(404);
  expect(JSON.parse(error.body)).toEqual({
    error: {
      message: `The model 'gpt-"x"' does not exist.`,
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  });
});
