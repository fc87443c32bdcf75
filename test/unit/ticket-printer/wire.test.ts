import { describe, expect, it } from 'vitest';
import { PrinterWire } from '../../../drivers/ticket-printer/escpos/wire.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { hex, toHex } from '../../support/hex.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { ScriptedPrinter } from './support/printer.js';

const forever = new AbortController().signal;

function connect() {
  const clock = new VirtualClock();
  const [link, far] = memoryPair('cable');
  const printer = new ScriptedPrinter(far, clock);
  const said: string[] = [];
  const wire = new PrinterWire({
    link,
    clock,
    deviceId: 'printer-1',
    statusTimeoutMs: 1_000,
    onStatus: ({ raw }) => said.push(raw),
    onPowerOn: () => said.push('power-on'),
    onPowerOff: () => said.push('power-off'),
    onProcessId: (id) => said.push(`ID ${id}`),
  });
  return { clock, link, printer, wire, said };
}

describe('the conversation with a printer', () => {
  it('reads the four answers as one status', async () => {
    const { printer, wire } = connect();
    printer.status = '16 12 1A 1E';
    expect((await wire.statusAll()).raw).toBe('DLE EOT 16 12 1A 1E');
  });

  it('tells automatic status from an answer, even between request and answer', async () => {
    const { printer, wire, said } = connect();
    printer.onStatus = () => printer.say('1C 00 0F 0F');
    expect(await wire.status(1)).toBe(0x12);
    expect(said).toEqual(['ASB 1C 00 0F 0F']);
  });

  it('names the request that was not answered, and the device', async () => {
    const { clock, printer, wire } = connect();
    printer.silent = true;
    const failure = wire.status(3).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await failure).toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
      deviceId: 'printer-1',
      message: 'no answer to DLE EOT 3 within 1000 ms',
    });
  });

  it('does not wait for the end of a block whose header was noise', async () => {
    const { clock, printer, wire } = connect();
    printer.onStatus = () => printer.say('5F');
    printer.status = '32 32 32 32';
    const failure = wire.status(1).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await failure).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    printer.onStatus = () => undefined;
    const doubtful = wire.status(1).catch(() => undefined);
    await clock.advance(1_000);
    await doubtful;
    expect(await wire.status(1)).toBe(0x32);
  });

  it('a fence is answered or not; a status answer is none', async () => {
    const { clock, printer, wire } = connect();
    expect(await wire.fence(3_000, forever)).toBe(true);
    printer.fence = '12';
    const unanswered = wire.fence(3_000, forever);
    await clock.advance(3_000);
    expect(await unanswered).toBe(false);
  });

  it('a fence ends early when its command does', async () => {
    const { clock, printer, wire } = connect();
    const command = new AbortController();
    printer.fence = '';
    const fence = wire.fence(30_000, command.signal);
    await settle();
    command.abort();
    expect(await fence).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('forgets what it waited for when the printer starts anew', async () => {
    const { printer, wire, said } = connect();
    printer.fence = '';
    const fence = wire.fence(30_000, forever);
    await settle();
    printer.say('3B 31 00');
    expect(await fence).toBe(false);
    expect(said).toEqual(['power-on']);
    printer.fence = '00';
    expect(await wire.fence(3_000, forever)).toBe(true);
  });

  it('keeps the first reason why it ended, and asks nothing more', async () => {
    const { printer, wire } = connect();
    expect(wire.ended).toBeUndefined();
    printer.unplug('the cable is out');
    await settle();
    wire.end('the session has ended');
    expect(wire.ended).toBe('cable a: the cable is out');
    expect(() => wire.assertUp()).toThrow('the cable is out');
    await expect(wire.status(1)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(printer.heard).toEqual([]);
  });

  it('counts noise', async () => {
    const { printer, wire } = connect();
    printer.say('FF 80 33');
    await settle();
    expect(wire.noise).toBe(3);
  });

  it('asks for a text, and gives up when none comes or the session ends', async () => {
    const { clock, printer, wire } = connect();
    printer.texts = { 66: '5F 45 50 53 4F 4E 00' };
    expect(await wire.text('maker')).toBe('EPSON');
    const unanswered = wire.text('model');
    await clock.advance(1_000);
    expect(await unanswered).toBeUndefined();
    const ended = wire.text('model');
    await settle();
    wire.end('the session has ended');
    expect(await ended).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('passes on every process ID and both notices of power, asked for or not', async () => {
    const { printer, said } = connect();
    printer.say('37 22 30 30 30 31 00 12 37 22 41 7E 20 21 00 3B 30 00 3B 31 00');
    await settle();
    expect(said).toEqual(['ID 0001', 'ID A~ !', 'power-off', 'power-on']);
  });

  it('sends nothing that would act at once on what is being printed', async () => {
    const { printer, wire } = connect();
    await expect(wire.send(hex('1D 76 30 00 01 00 03 00 10 05 02'))).rejects.toThrow(
      'byte 8 of 11 begins a command that acts at once; not sent',
    );
    expect(printer.heard).toEqual([]);
  });

  it('does not ask when nobody waits for the answer any more', async () => {
    const { printer, wire } = connect();
    expect(await wire.fence(1_000, AbortSignal.abort())).toBe(false);
    expect(printer.heard).toEqual([]);
  });
});

describe('automatic status', () => {
  const enable = '1D 61 0F';

  it('is on when the present state came, and off again after a loss of power', async () => {
    const { printer, wire, said } = connect();
    printer.replies = { [enable]: '14 00 00 0F' };
    expect(wire.automaticStatus).toBe('off');
    expect(await wire.enableAutomaticStatus()).toBe(true);
    expect(wire.automaticStatus).toBe('on');
    printer.say('3B 31 00');
    await settle();
    expect(wire.automaticStatus).toBe('off');
    expect(said).toEqual(['ASB 14 00 00 0F', 'power-on']);
  });

  it('is not relied on where nobody asked for it', async () => {
    const { printer, wire, said } = connect();
    printer.say('14 00 00 0F');
    await settle();
    expect([said, wire.automaticStatus]).toEqual([['ASB 14 00 00 0F'], 'off']);
  });

  it('is not taken for granted; asked again, a block that comes counts', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [enable]: '' };
    const unheard = wire.enableAutomaticStatus();
    await clock.advance(1_000);
    expect(await unheard).toBe(false);
    printer.replies = { [enable]: '10 00 00 00' };
    expect(await wire.enableAutomaticStatus()).toBe(true);
  });
});

describe('clearing the buffers', () => {
  const clear = '10 14 08 01 03 14 01 06 02 08';

  it('is done when the printer says so; until then nothing else is sent', async () => {
    const { printer, wire } = connect();
    printer.replies = { [clear]: '' };
    const cleared = wire.clear(3_000);
    const sent = [wire.send(hex('41 0A')), wire.status(1), wire.fence(1_000, forever)];
    await settle();
    expect(printer.heard.map(toHex)).toEqual([clear]);
    printer.say('37 25 00');
    expect(await cleared).toBe(true);
    expect(await Promise.all(sent)).toEqual([undefined, 0x12, true]);
    expect(printer.heard.map(toHex)).toEqual([clear, '41 0A', '10 04 01', '1D 72 01']);
  });

  it('takes every answer with it that the dropped data would have led to', async () => {
    const { printer, wire } = connect();
    printer.fence = '';
    const fence = wire.fence(30_000, forever);
    await settle();
    printer.replies = { [clear]: '37 25 00' };
    expect(await wire.clear(3_000)).toBe(true);
    expect(await fence).toBe(false);
    printer.fence = '00';
    expect(await wire.fence(1_000, forever)).toBe(true);
  });

  it('is not done without the word of the printer, and a late one is not for the next time', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [clear]: '' };
    const unheard = wire.clear(3_000);
    await clock.advance(2_999);
    const status = wire.status(1);
    await clock.advance(1);
    expect(await unheard).toBe(false);
    expect(await status).toBe(0x12);
    const second = wire.clear(3_000);
    await settle();
    printer.say('37 25 00');
    await clock.advance(3_000);
    expect(await second).toBe(false);
  });

  it('ends at once with the link, and lets the others learn of it', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [clear]: '' };
    const cleared = wire.clear(3_000);
    const status = wire.status(1).catch((error: unknown) => error);
    await settle();
    printer.unplug();
    expect(await cleared).toBe(false);
    expect(await status).toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(clock.pending).toBe(0);
  });

  it('two of them go one after the other', async () => {
    const { printer, wire } = connect();
    printer.replies = { [clear]: '37 25 00' };
    expect(await Promise.all([wire.clear(1_000), wire.clear(1_000)])).toEqual([true, true]);
  });
});

describe('the counter of cuts', () => {
  const cumulative = '1D 67 32 00 B2 00';
  const resettable = '1D 67 32 00 32 00';

  it('is the one of all cuts where the printer has it', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [cumulative]: '5F 31 32 30 38 00', [resettable]: '5F 37 00' };
    expect(wire.cutCounter).toBeUndefined();
    expect(await wire.cutCount()).toBe(1_208);
    expect(wire.cutCounter).toBe('cumulative');
    expect(clock.pending).toBe(0);
  });

  it('is the resettable one else, and stays that one', async () => {
    const { printer, wire } = connect();
    printer.replies = { [cumulative]: '', [resettable]: '5F 37 00' };
    expect(await wire.cutCount()).toBe(7);
    expect(wire.cutCounter).toBe('resettable');
    printer.replies = { [cumulative]: '5F 39 00', [resettable]: '' };
    expect(await wire.cutCount()).toBeUndefined();
  });

  it('is unknown at once on a printer that knows neither, and costs no later answer', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [cumulative]: '', [resettable]: '' };
    printer.texts = { 66: '5F 45 50 00' };
    expect(await wire.cutCount()).toBeUndefined();
    expect(clock.monotonic()).toBe(0);
    expect(await wire.text('maker')).toBe('EP');
    expect(await wire.fence(1_000, forever)).toBe(true);
  });

  it('a number that comes too late is never taken for the next one', async () => {
    const { clock, printer, wire } = connect();
    printer.replies = { [cumulative]: '', [resettable]: '' };
    printer.fence = '';
    const unheard = wire.cutCount();
    await clock.advance(2_000);
    expect(await unheard).toBeUndefined();
    // Both questions and both fences are answered now, behind the next question.
    printer.replies = { [cumulative]: '5F 31 00 00 5F 32 00 00', [resettable]: '' };
    const next = wire.cutCount();
    await clock.advance(2_000);
    expect(await next).toBeUndefined();
  });

  it('asked over a cable that is just being pulled fails once, and nothing else of the gateway', async () => {
    const { wire, link } = connect();
    const unheeded: unknown[] = [];
    const heed = (error: unknown) => unheeded.push(error);
    process.on('unhandledRejection', heed);
    link.write = () => Promise.reject(new Error('write ECONNRESET'));
    await expect(wire.cutCount()).rejects.toThrow('write ECONNRESET');
    await settle();
    process.off('unhandledRejection', heed);
    expect(unheeded).toEqual([]);
  });

  it('is no text', async () => {
    const { printer, wire } = connect();
    printer.replies = { [cumulative]: '5F 41 31 00', [resettable]: '5F 00' };
    expect(await wire.cutCount()).toBeUndefined();
  });
});

describe('padding out a command that was sent in part', () => {
  it('resets the modes, and automatic status goes on where it was on', async () => {
    const { printer, wire } = connect();
    await wire.padOut();
    printer.replies = { '1D 61 0F': '14 00 00 0F' };
    await wire.enableAutomaticStatus();
    await wire.padOut();
    expect(printer.heard.map((bytes) => [bytes.length, toHex(bytes.slice(-3))])).toEqual([
      [8_194, '00 1B 40'],
      [3, '1D 61 0F'],
      [8_194, '00 1B 40'],
      [3, '1D 61 0F'],
    ]);
    expect(wire.automaticStatus).toBe('on');
  });
});

describe('the full status of a kiosk unit', () => {
  it('is four bytes of any value, or nothing', async () => {
    const { clock, printer, wire } = connect();
    printer.status = '12 12 12 12';
    printer.replies = { '10 04 14': '10 0F 20 11 80 00' };
    expect(await wire.fullStatus()).toEqual([0x20, 0x11, 0x80, 0x00]);
    printer.replies = { '10 04 14': '10 0F 20' };
    const torn = wire.fullStatus();
    await clock.advance(1_000);
    expect(await torn).toBeUndefined();
    expect(await wire.status(1)).toBe(0x12);
  });
});

describe('a byte of identity', () => {
  it('is told from a fence by its place', async () => {
    const { printer, wire } = connect();
    printer.replies = { '1D 49 01': '20' };
    expect(await wire.identityByte('model')).toBe(0x20);
    expect(await wire.fence(1_000, forever)).toBe(true);
  });
});
