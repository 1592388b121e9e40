import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as hyparquet from 'hyparquet';
import { expect, it } from 'vitest';
import { MissCauses } from '../measure/causes/miss-causes.js';
import { TIMES_FROM_SEND } from '../measure/client-times.js';
import { FIVE_ENDS, FIVE_SLA } from '../testing/five-requests.js';
import { clientView, completed } from '../testing/requests.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { Cell } from './csv-file.js';
import { csvTable } from './csv-table.js';
import { CSV_ROWS, rowFormat } from './row-format.js';
import { CLIENT_COLUMNS, clientCells, REQUEST_COLUMNS, requestRow } from './tables.js';

const COLUMNS = [...REQUEST_COLUMNS, ...CLIENT_COLUMNS];
const causes = new MissCauses(FIVE_SLA, undefined);
const ends = [...FIVE_ENDS, completed({ id: 5, class: 'batch, or "so"', attempts: 2, client: clientView() })];
const rows = ends.map((end): Cell[] => [...requestRow(end, FIVE_SLA, causes), ...clientCells(end)]);

async function written(name: 'csv' | 'parquet'): Promise<Buffer> {
  const format = (await rowFormat(name))!;
  const path = join(temporaryFolder(), `requests.${format.ending}`);
  const file = format.open(path, COLUMNS);
  for (const row of rows) file.add([...row]);
  file.close();
  return readFileSync(path);
}

const bufferOf = (bytes: Buffer) => new Uint8Array(bytes).buffer;

it('none is no format, and CSV is the one that needs no library', async () => {
  expect(await rowFormat('none')).toBeUndefined();
  expect(await rowFormat('csv')).toBe(CSV_ROWS);
});

it('Parquet has the columns and the values of CSV', async () => {
  const { columns, rows: told } = csvTable((await written('csv')).toString(), 'f');
  const objects = await hyparquet.parquetReadObjects({ file: bufferOf(await written('parquet')) });
  expect(Object.keys(objects[0]!)).toEqual(columns);
  const asText = objects.map((object) => columns.map((column) => String(object[column] ?? '')));
  expect(asText).toEqual(told);
});

it('Parquet knows what each column holds: times are doubles, the rest counts, texts and a verdict', async () => {
  const { schema } = hyparquet.parquetMetadata(bufferOf(await written('parquet')));
  const types = Object.fromEntries(schema.slice(1).map(({ name, type }) => [name, type]));
  const texts = ['class', 'status', 'miss_cause', 'error_class', 'target'];
  const times = [
    'arrival_s',
    'ttft_ms',
    'tpot_ms',
    'e2e_ms',
    'planner_late_s',
    'lateness_ms',
    'sent_s',
    ...TIMES_FROM_SEND,
  ];
  const meant = COLUMNS.map((column) => {
    if (texts.includes(column)) return [column, 'BYTE_ARRAY'];
    if (times.includes(column)) return [column, 'DOUBLE'];
    return [column, column === 'met_sla' ? 'BOOLEAN' : 'INT32'];
  });
  expect(types).toEqual(Object.fromEntries(meant));
});
