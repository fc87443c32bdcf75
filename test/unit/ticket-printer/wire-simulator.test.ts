import { describe, expect, it } from 'vitest';
import { noLength, processId } from '../../../drivers/ticket-printer/escpos/control.js';
import { alarmConditions, diagnose } from '../../../drivers/ticket-printer/escpos/diagnosis.js';
import type { PrinterStatus } from '../../../drivers/ticket-printer/escpos/status.js';
import { PrinterWire } from '../../../drivers/ticket-printer/escpos/wire.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { plugIn } from '../../../simulators/line.js';
import { createEscpos, type PrinterView } from '../../../simulators/ticket-printer/escpos.js';
import { hex } from '../../support/hex.js';
import { seededRandom } from '../../support/random.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

const forever = new AbortController().signal;
const ticket = (...lines: string[]) =>
  Buffer.concat([...lines.map((line) => Buffer.from(`${line}\n`)), hex('1D 56 42 00')]);

/** The wire at one end of a cable and the simulator at the other. */
function connect(options: Parameters<typeof createEscpos>[1] = {}) {
  const clock = new VirtualClock();
  const printer = createEscpos({ clock, random: seededRandom(7) }, options);
  const [near, far] = memoryPair('cable');
  plugIn(printer, far);
  const told: PrinterStatus[] = [];
  const said: string[] = [];
  const wire = new PrinterWire({
    link: near,
    clock,
    deviceId: 'printer-1',
    statusTimeoutMs: 1_000,
    onStatus: (status) => told.push(status),
    onPowerOn: () => said.push('power-on'),
    onPowerOff: () => said.push('power-off'),
    onProcessId: (id) => said.push(`ID ${id}`),
  });
  const view = () => printer.view() as PrinterView;
  return { clock, wire, told, said, view, act: (name: string, args = {}) => printer.actions[name]!(args) };
}
const alarmsOf = (status: PrinterStatus) =>
  alarmConditions(diagnose(status, { nearEndSensor: true }))
    .filter(({ active }) => active)
    .map(({ type }) => type);
const printed = ({ tickets }: PrinterView) => tickets.map(({ lines }) => lines.map(({ text }) => text).join('|'));

describe('a printer', () => {
  it('says who it is', async () => {
    const { wire } = connect();
    expect(await wire.text('maker')).toBe('EPSON');
    expect(await wire.text('model')).toBe('TM-T82III');
    expect(await wire.text('firmware')).toMatch(/^\d/);
    expect(await wire.text('serial')).toMatch(/^SIM/);
    expect(await wire.identityByte('model')).toBe(0x20);
    expect(await wire.fence(1_000, forever)).toBe(true);
    expect(wire.noise).toBe(0);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['paper-low', {}, ['printer-paper-low']],
    ['paper-out', {}, ['printer-paper-out']],
    ['open-cover', {}, ['printer-cover-open']],
    ['jam-cutter', {}, ['printer-cutter-fault']],
    ['fault', { kind: 'mechanical' }, ['printer-paper-jam']],
    ['fault', { kind: 'unrecoverable' }, ['printer-hardware-fault']],
    ['overheat', { seconds: 60 }, ['printer-head-overheat']],
    ['press-feed', { ms: 1_000 }, ['printer-feed-button']],
  ])('%s %o: asked and by itself it tells the same', async (name, args, alarms) => {
    const { wire, told, act } = connect();
    expect(await wire.enableAutomaticStatus()).toBe(true);
    expect(alarmsOf(told[0]!)).toEqual([]);
    await act(name, args);
    await settle();
    expect(told).toHaveLength(2);
    expect(alarmsOf(told[1]!)).toEqual(alarms);
    expect(alarmsOf(await wire.statusAll())).toEqual(alarms);
  });

  it('reports no more after 1B 40, until it is told to', async () => {
    const { wire, told, act } = connect();
    await wire.enableAutomaticStatus();
    await wire.send(hex('1B 40'));
    await act('open-cover');
    await settle();
    expect(told).toHaveLength(1);
    await act('close-cover');
    expect(await wire.enableAutomaticStatus()).toBe(true);
    expect(told).toHaveLength(2);
  });

  it('answers while it prints, in between and not behind', async () => {
    const { clock, wire, view } = connect();
    await wire.send(ticket('A001', ...Array<string>(100).fill('long')));
    const fence = wire.fence(10_000, forever);
    await clock.advance(200);
    expect(view().printing).toBe(true);
    expect((await wire.statusAll()).raw).toBe('DLE EOT 16 12 12 12');
    await clock.advance(9_000);
    expect(await fence).toBe(true);
    expect(view().cuts).toBe(1);
  });

  it('says the process IDs of a ticket, that of the paper before that of the cut', async () => {
    const { clock, wire, said } = connect();
    await wire.send(Buffer.concat([Buffer.from('A001\n'), processId('0001'), hex('1D 56 42 00'), processId('0002')]));
    await clock.advance(2_000);
    expect(said).toEqual(['ID 0001', 'ID 0002']);
  });
});

describe('clearing', () => {
  it('a ticket under way: nothing more of it is printed, and the next one is whole', async () => {
    const { clock, wire, view } = connect();
    await wire.send(ticket('A001', ...Array<string>(100).fill('long')));
    await clock.advance(200);
    expect(await wire.clear(1_000)).toBe(true);
    await clock.advance(10_000);
    expect(view()).toMatchObject({ cuts: 0, printing: false });
    await wire.send(hex('1D 56 42 00'));
    await wire.send(ticket('A002'));
    await clock.advance(5_000);
    const [rest, next] = printed(view());
    expect(rest).toMatch(/^A001/);
    expect(next).toBe('A002');
  });

  it('a ticket that waits for paper: the new roll begins with the next one', async () => {
    const { clock, wire, view, act } = connect();
    await act('paper-out');
    await wire.send(ticket('A001'));
    const fence = wire.fence(30_000, forever);
    await clock.advance(100);
    expect(await wire.clear(1_000)).toBe(true);
    expect(await fence).toBe(false);
    await act('load-paper');
    await wire.send(ticket('A002'));
    await clock.advance(5_000);
    expect(printed(view())).toEqual(['A002']);
    const next = wire.fence(1_000, forever);
    await clock.advance(100);
    expect(await next).toBe(true);
  });
});

describe('a command that was sent in part', () => {
  const stump = '1D 28 6B 40 1F 31 50 30 41';

  it('eats the next ticket', async () => {
    const { clock, wire, view } = connect();
    await wire.send(hex(stump));
    await wire.send(ticket('A001'));
    await clock.advance(5_000);
    expect(printed(view())).toEqual([]);
  });

  it.each([stump, '1D 76 30 00 10 00 00 02 AA', '1D 28', '1B'])(
    '%s is padded out: the next is whole',
    async (broken) => {
      const { clock, wire, view, told } = connect();
      await wire.enableAutomaticStatus();
      await wire.send(hex(broken));
      await wire.padOut();
      await settle();
      await wire.send(ticket('A001'));
      await clock.advance(60_000);
      expect(printed(view()).at(-1)).toMatch(/A001$/);
      expect(wire.automaticStatus).toBe('on');
      expect(told).toHaveLength(2);
    },
  );

  it.each(['1D 28 6B', '1D 28 6B 10', '1D 76 30 00', '1D 76 30 00 10'])(
    '%s broke off before its length: no question is taken for that',
    async (broken) => {
      const { clock, wire, view } = connect();
      await wire.send(hex(broken));
      await wire.send(noLength(false));
      const fenced = wire.fence(500, new AbortController().signal);
      await clock.advance(500);
      if (!(await fenced)) await wire.padOut(300);
      await wire.send(ticket('A001'));
      await clock.advance(60_000);
      expect(printed(view()).at(-1)).toMatch(/A001$/);
    },
  );

  it.each([
    ['1D 56', []],
    ['1D 56 42', ['A001']],
    ['1D 28 6B', []],
    ['1D 28 6B 10', []],
  ])('%s broke off where cuts prove a ticket: no blade moves that was not meant to', async (broken, wanted) => {
    const { clock, wire, view } = connect();
    await wire.send(Buffer.concat([ticket('A001').subarray(0, -4), hex(broken)]));
    await wire.send(noLength(true));
    await clock.advance(5_000);
    expect(printed(view())).toEqual(wanted);
    // Nothing waits any more for bytes of what comes next.
    expect(await wire.fence(1_000, forever)).toBe(true);
  });

  it('longer than usual is padded out with the length of its job', async () => {
    const { clock, wire, view } = connect();
    await wire.send(hex('1D 76 30 00 48 00 00 01 AA'));
    await wire.padOut(72 * 256 + 8);
    await wire.send(ticket('A001'));
    await clock.advance(60_000);
    expect(printed(view()).at(-1)).toMatch(/A001$/);
  });

  it('is dropped by clearing, too', async () => {
    const { clock, wire, view } = connect();
    await wire.send(hex(stump));
    expect(await wire.clear(1_000)).toBe(true);
    await wire.send(ticket('A001'));
    await clock.advance(5_000);
    expect(printed(view())).toEqual(['A001']);
  });
});
