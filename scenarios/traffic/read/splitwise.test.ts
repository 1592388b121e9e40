import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { importLines } from '../../testing/stages.js';
import { splitwise } from './splitwise.js';

const HEADER = 'request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size';

describe("splitwise-sim's trace", () => {
  it('has seconds; the application is the client', () => {
    const { rows, account } = importLines(splitwise, [HEADER, '0,2,0,0.25,1,4096,32', '1,2,7,3,1,2048,8']);
    expect(rows).toEqual([
      { time_us: 250_000, inputTokens: 4096, outputTokens: 32, client: '0' },
      { time_us: 3_000_000, inputTokens: 2048, outputTokens: 8, client: '7' },
    ]);
    expect(account.warnings).toEqual([]);
  });

  it('needs no application', () => {
    const { rows } = importLines(splitwise, ['arrival_timestamp,prompt_size,token_size', '1,2,3']);
    expect(rows).toEqual([{ time_us: 1_000_000, inputTokens: 2, outputTokens: 3, client: undefined }]);
  });

  it.each([
    ['a time', '0,2,0,x,1,1,1', 'trace.csv:2:7', "arrival_timestamp: found 'x'; expected seconds"],
    ['a prompt', '0,2,0,1,1,x,1', 'trace.csv:2:11', "prompt_size: found 'x'; expected a whole number of tokens"],
    ['an answer', '0,2,0,1,1,1,x', 'trace.csv:2:13', "token_size: found 'x'; expected a whole number of tokens"],
  ])('refuses %s that is none', (_name, line, place, message) => {
    expect(refusal(() => importLines(splitwise, [HEADER, line]))).toEqual({ code: 'HR_TRACE_INVALID', place, message });
  });
});
