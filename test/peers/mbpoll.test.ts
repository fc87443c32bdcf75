import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModbusDigits } from '../../simulators/led-board/modbus-digits.js';
import type { DigitsView } from '../../simulators/led-board/modbus-digits-view.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import { createWorld } from '../../simulators/world.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';
import { pseudoTerminal } from '../support/socat.js';

/* Debian's mbpoll, on libmodbus, is a master that has never seen our code; two simulated displays hang on its line. */

const terminals = pseudoTerminals();
let boards: ReturnType<typeof createModbusDigits>[];
let server: RunningServer;

beforeEach(async () => {
  const world = createWorld({ seed: 1 });
  boards = [createModbusDigits(world, { address: 1 }), createModbusDigits(world, { address: 5, digits: 6 })];
  const line = createSharedLine({ world, members: boards });
  server = await serveTcp(line, { port: 0 });
  const adapter = await pseudoTerminal(terminals.pathOf('ttyUSB0'), `TCP:127.0.0.1:${server.port},nodelay`);
  terminals.closeAfter({ close: () => adapter.kill() });
});

afterEach(async () => {
  for (const board of boards) board.close();
  await server.close();
});

/** One request; values are written, none reads. Gives what mbpoll prints and whether it was content. */
async function mbpoll({ address = 1, start, count = 1, table = 4 }: Request, ...values: number[]) {
  const line = ['-m', 'rtu', '-b', '9600', '-P', 'none', '-o', '1', '-1', '-q'];
  const what = ['-a', `${address}`, '-0', '-r', `${start}`, '-t', `${table}`];
  const args = [...line, ...what, ...(values.length > 0 ? [] : ['-c', `${count}`])];
  const child = spawn('mbpoll', [...args, terminals.pathOf('ttyUSB0'), ...values.map(String)]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text));
  const [code] = await once(child, 'close');
  const read = [...said.matchAll(/^\[\d+\]:\s+(\d+)/gm)].map(([, value]) => Number(value));
  return { code, said, read };
}

interface Request {
  readonly address?: number;
  readonly start: number;
  readonly count?: number;
  /** As mbpoll counts: 0 coils, 1 discrete inputs, 3 input registers, 4 holding registers. */
  readonly table?: 0 | 1 | 3 | 4;
}

const seen = (board: number) => boards[board]!.view() as DigitsView;
const codes = (text: string) => [...text].map((sign) => sign.charCodeAt(0));

describe('mbpoll as the master of two digit displays', () => {
  it('writes a text with one request, and reads it back', async () => {
    expect(await mbpoll({ start: 0 }, ...codes('A001'))).toMatchObject({ code: 0 });
    expect(seen(0).text).toEqual(['A001']);
    expect((await mbpoll({ start: 0, count: 4 })).read).toEqual(codes('A001'));
    expect(boards[0]!.requests.map(({ functionCode }) => functionCode)).toEqual([0x10, 0x03]);
  });

  it('writes one register, and a value of two', async () => {
    expect(await mbpoll({ address: 5, start: 7 }, 1_001)).toMatchObject({ code: 0 });
    expect(seen(1).text).toEqual(['  1001']);
    expect(await mbpoll({ address: 5, start: 6 }, 0x1300, 12_345)).toMatchObject({ code: 0 });
    expect(seen(1)).toMatchObject({ text: ['-12345'], points: [false, false, true, false, false, false] });
    expect(seen(0).text).toEqual(['   0']);
    expect((await mbpoll({ address: 5, start: 0, count: 12 })).read).toEqual([
      ...codes('-12345'),
      ...[0x1300, 12_345, 0, 4, 0, 0],
    ]);
  });

  it.each<[string, Request, number[], RegExp]>([
    ['a register that is not there', { start: 0x10 }, [], /Illegal data address/],
    ['brightness 9', { start: 9 }, [9], /Illegal data value/],
    ['a reserved register', { start: 0x0b, count: 2 }, [1, 1], /Illegal data address/],
    ['input registers', { start: 0, table: 3 }, [], /Illegal function/],
    ['discrete inputs', { start: 0, table: 1 }, [], /Illegal function/],
    ['coils', { start: 0, table: 0 }, [], /Illegal function/],
    ['a coil', { start: 0, table: 0 }, [1], /Illegal function/],
    ['many coils', { start: 0, table: 0 }, [1, 0, 1], /Illegal function/],
  ])('is told why not: %s', async (_what, request, values, reason) => {
    const { code, said } = await mbpoll(request, ...values);
    expect(said).toMatch(reason);
    expect(code).not.toBe(0);
  });

  it('hears nothing from an address nobody has', async () => {
    const { code, said } = await mbpoll({ address: 9, start: 0 });
    expect(said).toMatch(/timed out/);
    expect(code).not.toBe(0);
  });

  it('takes an answer in pieces, and not one that is damaged or from the neighbour', async () => {
    boards[0]!.setFaults({ splitBytes: 1 });
    expect((await mbpoll({ start: 0xfd })).read).toEqual([1]);
    boards[0]!.setFaults({ splitBytes: 0, wrongAddress: true });
    expect((await mbpoll({ start: 0xfd })).read).toEqual([]);
    boards[0]!.setFaults({ wrongAddress: false, flipBit: true });
    expect((await mbpoll({ start: 0xfd })).read).toEqual([]);
  });
});
