import { describe, expect, it } from 'vitest';
import { PrinterWire } from '../../../drivers/ticket-printer/escpos/wire.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
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
  });
  return { clock, printer, wire, said };
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
});
