import { describe, expect, it } from 'vitest';
import type { AlarmCondition, DriverContext } from '../../../drivers/driver.js';
import { Monitor } from '../../../drivers/ticket-printer/escpos/monitor.js';
import type { EscposOptions } from '../../../drivers/ticket-printer/escpos/options.js';
import { type ProfileName, profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { Turns } from '../../../drivers/ticket-printer/escpos/turns.js';
import { PrinterWire } from '../../../drivers/ticket-printer/escpos/wire.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { toHex } from '../../support/hex.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { ScriptedPrinter } from './support/printer.js';

/** A monitor, its printer, and what it reported; the last word on each alarm, and each severity it was given. */
function connect(profile: ProfileName = 'epson-tm') {
  const clock = new VirtualClock();
  const [link, far] = memoryPair('cable');
  const printer = new ScriptedPrinter(far, clock);
  const state: Record<string, unknown> = {};
  const alarms = new Map<string, AlarmCondition>();
  const said: string[] = [];
  const wire = new PrinterWire({
    link,
    clock,
    deviceId: 'printer-1',
    statusTimeoutMs: 1_000,
    onStatus: (status) => monitor.unasked(status),
    onPowerOn: () => said.push('power-on'),
  });
  const context = {
    clock,
    state: (patch: Record<string, unknown>) => Object.assign(state, patch),
    alarm: (condition: AlarmCondition) => alarms.set(condition.type, condition),
  } as unknown as DriverContext<EscposOptions, 'stream'>;
  const monitor = new Monitor({
    context,
    wire,
    turns: new Turns(),
    profile: profiles[profile],
    onSettingsLost: () => said.push('settings lost'),
  });
  const raised = () => [...alarms.values()].filter(({ active }) => active).map(({ type }) => type);
  return { clock, printer, wire, monitor, state, alarms, said, raised };
}

/** The same with a printer that reports by itself. */
async function connectReporting() {
  const parts = connect();
  parts.printer.automatic = '14 00 00 0F';
  await parts.monitor.poll();
  await settle();
  expect(parts.wire.automaticStatus).toBe('on');
  parts.printer.heard.length = 0;
  return parts;
}
const heard = ({ printer }: { printer: ScriptedPrinter }) => printer.heard.map(toHex);

describe('automatic status', () => {
  it('is switched on behind the first poll, once', async () => {
    const parts = connect();
    parts.printer.automatic = '14 00 00 0F';
    await parts.monitor.poll();
    await parts.monitor.poll();
    expect(heard(parts).filter((bytes) => bytes === '1D 61 0F')).toHaveLength(1);
    expect(heard(parts).slice(0, 5)).toEqual(['10 04 01', '10 04 02', '10 04 03', '10 04 04', '1D 61 0F']);
  });

  it('is never asked of a printer that has not got it', async () => {
    const parts = connect('generic-58');
    await parts.monitor.poll();
    expect(heard(parts)).not.toContain('1D 61 0F');
  });

  it('is asked for once a minute where it does not come, and holds up nothing', async () => {
    const parts = connect();
    for (let second = 0; second < 120; second += 2) {
      await parts.monitor.poll();
      await parts.clock.advance(2_000);
    }
    expect(heard(parts).filter((bytes) => bytes === '1D 61 0F')).toHaveLength(2);
  });

  it('is switched on again after the printer has started anew', async () => {
    const parts = await connectReporting();
    parts.printer.say('3B 31 00');
    await settle();
    await parts.monitor.poll();
    expect(heard(parts)).toContain('1D 61 0F');
    expect(parts.wire.automaticStatus).toBe('on');
  });

  it('that contradicts two answers in a row has stopped: the printer lost its settings', async () => {
    const parts = await connectReporting();
    parts.printer.automatic = '';
    parts.printer.status = '1A 32 12 72';
    await parts.monitor.poll();
    expect(parts.said).toEqual([]);
    expect(parts.monitor.faults).toEqual(['there is no paper']);
    await parts.monitor.poll();
    expect(parts.said).toEqual(['settings lost']);
    expect(parts.monitor.faults).toContain('the printer has lost its settings, most likely with its power');
    expect(heard(parts)).toContain('1D 61 0F');
    await parts.monitor.poll();
    expect(parts.said).toEqual(['settings lost']);
  });

  it('that goes on coming has not, whatever it says', async () => {
    const parts = await connectReporting();
    parts.printer.status = '1A 32 12 72';
    for (let poll = 0; poll < 5; poll++) {
      await parts.monitor.poll();
      parts.printer.say('14 00 00 0F');
      await settle();
    }
    expect(parts.said).toEqual([]);
  });

  it('that was only on its way has not', async () => {
    const parts = await connectReporting();
    parts.printer.status = '1A 32 12 72';
    await parts.monitor.poll();
    parts.printer.say('1C 00 0F 0F');
    await settle();
    await parts.monitor.poll();
    await parts.monitor.poll();
    expect(parts.said).toEqual([]);
  });
});

describe('a block that comes unasked', () => {
  it('raises at once', async () => {
    const parts = connect();
    parts.printer.say('3C 00 00 0F');
    await settle();
    expect(parts.raised()).toEqual(['printer-cover-open']);
    expect(parts.state).toMatchObject({ cover: 'open', ready: false });
  });

  it('says nothing of alarms it does not show: those only an answer clears', async () => {
    const parts = connect();
    parts.printer.status = '1A 32 12 72';
    await parts.monitor.poll();
    parts.printer.say('3C 00 00 0F');
    await settle();
    expect(parts.raised().sort()).toEqual(['printer-cover-open', 'printer-paper-out']);
  });

  it('and says that all is well again has the printer asked at once', async () => {
    const parts = await connectReporting();
    parts.printer.say('3C 00 00 0F');
    await settle();
    parts.printer.say('14 00 00 0F');
    await parts.clock.advance(0);
    expect(heard(parts)).toEqual(['10 04 01', '10 04 02', '10 04 03', '10 04 04']);
    expect(parts.raised()).toEqual([]);
    expect(parts.state).toMatchObject({ cover: 'closed', ready: true });
  });
});

describe('before an alarm is cleared', () => {
  it('the printer is asked once more, so that one that is not over stays', async () => {
    const parts = connect('generic-58');
    parts.printer.status = '1A 52 1A 12';
    await parts.monitor.poll();
    parts.printer.status = '12 12 12 12';
    await parts.monitor.poll();
    expect(parts.raised()).toEqual([]);
    parts.printer.status = '1A 52 1A 12';
    await parts.clock.advance(1_799);
    expect(parts.raised()).toEqual([]);
    await parts.clock.advance(1);
    expect(parts.raised()).toEqual(['printer-cutter-fault']);
  });

  it('that question ends with the session', async () => {
    const parts = connect('generic-58');
    parts.printer.status = '1A 52 1A 12';
    await parts.monitor.poll();
    parts.printer.status = '12 12 12 12';
    await parts.monitor.poll();
    expect(parts.clock.pending).toBe(1);
    parts.wire.end('the session has ended');
    expect(parts.clock.pending).toBe(0);
  });
});

describe('preflight', () => {
  it('needs one answer where a clean report is fresh', async () => {
    const parts = await connectReporting();
    parts.printer.say('14 00 00 0F');
    await settle();
    await parts.clock.advance(100);
    expect(await parts.monitor.preflight()).toMatchObject({ causes: [], raw: 'ASB 14 00 00 0F' });
    expect(heard(parts)).toEqual(['10 04 01']);
  });

  it('needs none right behind something the printer said', async () => {
    const parts = await connectReporting();
    parts.printer.say('14 00 00 0F');
    await settle();
    await parts.clock.advance(99);
    expect(await parts.monitor.preflight()).toMatchObject({ causes: [], raw: 'ASB 14 00 00 0F' });
    expect(heard(parts)).toEqual([]);
  });

  it('an answer that agrees makes the report as good as new', async () => {
    const parts = await connectReporting();
    await parts.clock.advance(9_000);
    await parts.monitor.poll();
    await parts.clock.advance(9_999);
    expect((await parts.monitor.preflight()).raw).toBe('ASB 14 00 00 0F');
    await parts.clock.advance(10_000);
    expect((await parts.monitor.preflight()).raw).toBe('DLE EOT 12 12 12 12');
  });

  it('reads everything where the report is ten seconds old', async () => {
    const parts = await connectReporting();
    await parts.clock.advance(9_999);
    expect((await parts.monitor.preflight()).raw).toBe('ASB 14 00 00 0F');
    await parts.clock.advance(1);
    expect((await parts.monitor.preflight()).raw).toBe('DLE EOT 12 12 12 12');
  });

  it.each<[string, (parts: Awaited<ReturnType<typeof connectReporting>>) => Promise<void> | void]>([
    [
      'the answer says offline',
      ({ printer }) => {
        printer.status = '1A 32 12 72';
      },
    ],
    [
      'the newest answers showed a fault that no report told of',
      async ({ printer, monitor }) => {
        printer.status = '12 32 12 72';
        await monitor.poll();
      },
    ],
    [
      'the report told of a fault',
      ({ printer }) => {
        printer.status = '12 32 12 72';
        printer.say('14 00 0C 0F');
      },
    ],
    [
      'the printer started anew since',
      ({ printer }) => {
        printer.status = '12 32 12 72';
        printer.say('3B 31 00');
      },
    ],
  ])('reads everything, and finds no paper, when %s', async (_, happen) => {
    const parts = await connectReporting();
    await happen(parts);
    await settle();
    await parts.clock.advance(100);
    expect((await parts.monitor.preflight()).paper).toBe('out');
  });

  it('fails with a printer that is gone, however fresh its last report', async () => {
    const parts = await connectReporting();
    parts.printer.silent = true;
    await parts.clock.advance(100);
    const outcome = parts.monitor.preflight().catch((error: unknown) => error);
    await parts.clock.advance(1_000);
    expect(await outcome).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });
});

describe('a print head that is too hot', () => {
  it('is a warning for two minutes, and worse then', async () => {
    const parts = connect('generic-58');
    parts.printer.status = '1A 52 52 12';
    const severities: unknown[] = [];
    for (let second = 0; second <= 122; second += 2) {
      await parts.monitor.poll();
      severities.push(parts.alarms.get('printer-head-overheat')?.severity);
      await parts.clock.advance(2_000);
    }
    expect(severities.indexOf('major')).toBe(60);
    parts.printer.status = '12 12 12 12';
    await parts.monitor.poll();
    parts.printer.status = '1A 52 52 12';
    await parts.monitor.poll();
    expect(parts.alarms.get('printer-head-overheat')).toMatchObject({ active: true });
    expect(parts.alarms.get('printer-head-overheat')?.severity).toBeUndefined();
  });
});

describe('a disturbed line', () => {
  const garble = (parts: ReturnType<typeof connect>, times: number) => {
    for (let time = 0; time < times; time++) parts.printer.say('FF FE 12');
    return settle();
  };

  it('is reported when more than five answers within a minute are garbled, until a minute is quiet', async () => {
    const parts = connect('generic-58');
    await garble(parts, 5);
    await parts.monitor.poll();
    expect(parts.raised()).toEqual([]);
    await parts.clock.advance(30_000);
    await garble(parts, 1);
    await parts.monitor.poll();
    expect(parts.raised()).toEqual(['printer-protocol']);
    await parts.clock.advance(29_999);
    await parts.monitor.poll();
    expect(parts.raised()).toEqual(['printer-protocol']);
    await parts.clock.advance(1);
    await parts.monitor.poll();
    expect(parts.raised()).toEqual([]);
  });

  it('is not, when it is garbled five times a minute for hours', async () => {
    const parts = connect('generic-58');
    for (let minute = 0; minute < 30; minute++) {
      await garble(parts, 5);
      await parts.monitor.poll();
      expect(parts.raised()).toEqual([]);
      await parts.clock.advance(60_000);
    }
  });
});

describe('a presenter', () => {
  it('tells of the ticket nobody has taken', async () => {
    const parts = connect('custom-kpm');
    parts.printer.replies = { '10 04 14': '10 0F 20 00 00 00' };
    await parts.monitor.poll();
    expect(parts.raised()).toEqual(['printer-ticket-not-taken']);
    parts.printer.replies = { '10 04 14': '10 0F 00 00 00 00' };
    await parts.monitor.poll();
    expect(parts.raised()).toEqual([]);
  });

  it('that does not answer is no loss of contact, and says nothing', async () => {
    const parts = connect('custom-kpm');
    const poll = parts.monitor.poll();
    await parts.clock.advance(1_000);
    await poll;
    await parts.monitor.poll();
    expect(heard(parts).filter((bytes) => bytes === '10 04 14')).toHaveLength(1);
    expect(parts.alarms.has('printer-ticket-not-taken')).toBe(false);
    await parts.clock.advance(60_000);
    parts.printer.replies = { '10 04 14': '10 0F 20 00 00 00' };
    await parts.monitor.poll();
    expect(parts.raised()).toEqual(['printer-ticket-not-taken']);
  });

  it('is asked only where there is one', async () => {
    const parts = connect();
    await parts.monitor.poll();
    expect(heard(parts)).not.toContain('10 04 14');
  });
});
