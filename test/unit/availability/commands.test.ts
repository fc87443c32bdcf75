import { describe, expect, it } from 'vitest';
import { availabilityCommands, availabilitySet } from '../../../gateway/availability/commands.js';
import { availabilityOf } from '../../../gateway/availability/report.js';
import { terminalsOf } from '../../../gateway/availability/terminals.js';
import { availabilityTable } from '../../../gateway/cli/availability.js';
import { emptyTally } from '../../../gateway/device-file/tally.js';

const info = { commandId: 'c', clientId: 'test', expiresAt: 0 } as never;
const tally = {
  ...emptyTally(),
  scheduled: 36_000_000,
  up: 30_000_000,
  down: 6_000_000,
  inService: 27_000_000,
  degraded: 3_000_000,
};
const report = availabilityOf(
  { ...tally, failures: 1, outages: { cash: 1 }, raises: { 'TRM-307': 2 } },
  {
    day: '2026-11-26',
    final: false,
    openAlarms: [
      {
        ...{ deviceId: 'cash-1', alarm: 'cash-acceptor-jam', code: 'TRM-307', owner: 'flm', overdue: true },
        ...{ raisedAt: '2026-11-26T01:00:00.000Z', dueAt: '2026-11-26T03:00:00.000Z' },
      },
    ],
  },
);
const target = availabilitySet({
  ids: ['kiosk-1', 'kiosk-2'],
  today: () => '2026-11-26',
  figures: async (id, day) => (id === 'kiosk-2' ? undefined : { ...report, day }),
});
const ask = (args: unknown) => target.execute('availability', availabilityCommands.availability.args.parse(args), info);

describe('the command availability', () => {
  it('tells of all terminals, or of one, of today or of a day', async () => {
    expect(await ask({})).toMatchObject({ day: '2026-11-26', terminals: [{ deviceId: 'kiosk-1', final: false }] });
    expect(await ask({ deviceId: 'kiosk-1', day: '2026-11-20' })).toMatchObject({ terminals: [{ day: '2026-11-20' }] });
  });

  it.each([
    [{ deviceId: 'kiosk-3' }, 'args.deviceId: "kiosk-3" is no terminal of its own; allowed: kiosk-1, kiosk-2; did you'],
    [{ day: '2026-11-27' }, 'args.day: 2026-11-27 is in the future; allowed: today or earlier'],
  ])('%j is refused', async (args, message) => {
    await expect(ask(args)).rejects.toThrow(message);
  });

  it('takes no day that is none', () => {
    expect(availabilityCommands.availability.args.safeParse({ day: '2026-02-30' }).success).toBe(false);
  });
});

describe('terminals with figures', () => {
  it('are those of the class that are no part of another', () => {
    const device = (id: string, deviceClass: string, parts?: string[]) => ({
      id,
      driver: { class: deviceClass, ...(parts && { parts: () => parts }) },
      options: {},
    });
    const devices = [
      device('kiosk-1', 'terminal', ['cash', 'ups']),
      device('cash', 'terminal'),
      device('ups', 'terminal'),
      device('atm', 'terminal'),
      device('board', 'led-board'),
    ];
    expect(terminalsOf({ devices: devices as never })).toEqual([
      { id: 'kiosk-1', parts: ['cash', 'ups'] },
      { id: 'atm', parts: [] },
    ]);
  });
});

describe('the table', () => {
  it('shows a column for each terminal and the clocks below', () => {
    const text = availabilityTable(
      { day: '2026-11-26', terminals: [{ deviceId: 'kiosk-1', ...report }] },
      'en',
      (iso) => iso.slice(11, 16),
    );
    expect(text).toMatch(/^2026-11-26 +kiosk-1$/m);
    expect(text).toMatch(/^availability %, all functions +75$/m);
    expect(text).toMatch(/^availability %, any function +83.333$/m);
    expect(text).toMatch(/^in service +7:30:00$/m);
    expect(text).toMatch(/^unknown +1:40:00$/m);
    expect(text).toMatch(/^outages by cause +cash 1$/m);
    expect(text).toMatch(/^raises by code +TRM-307 2$/m);
    expect(text).toMatch(/^cash-1 +TRM-307 +cash-acceptor-jam +flm +01:00 +- +03:00 !$/m);
  });

  it('is Chinese for a Chinese branch, and says when there is nothing', () => {
    const answer = { day: '2026-11-26', terminals: [{ deviceId: 'kiosk-1', ...report }] };
    expect(availabilityTable(answer, 'zh', (iso) => iso)).toMatch(/开机率 %（全部功能） +75/);
    expect(availabilityTable({ day: '2026-11-26', terminals: [] }, 'zh', (iso) => iso)).toBe('没有终端');
  });
});
