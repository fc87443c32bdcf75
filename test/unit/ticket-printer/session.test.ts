import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../support/hex.js';
import { settle } from '../../support/virtual-clock.js';
import { codeOf, openBench, outcomeOf } from './support/bench.js';

const identify = (bench: Awaited<ReturnType<typeof openBench>>) =>
  outcomeOf(bench.session.identify() as Promise<unknown> as Promise<Record<string, unknown>>);
const poll = (bench: Awaited<ReturnType<typeof openBench>>) =>
  outcomeOf(bench.session.poll() as Promise<unknown> as Promise<undefined>);

describe('meeting a printer', () => {
  it('asks for a sign of life, then resets its modes once and never again', async () => {
    const bench = await openBench();
    expect(await bench.session.identify()).toEqual({ capabilities: ['chinese', 'cut', 'qr', 'paper-low'] });
    await bench.session.identify();
    expect(bench.printer.heard.map(toHex)).toEqual(['10 04 01', '1B 40', '10 04 01']);
  });

  it('fails when nobody answers, and sends nothing but the question', async () => {
    const bench = await openBench({ options: { statusTimeoutMs: 700 } });
    bench.printer.silent = true;
    const outcome = identify(bench);
    await bench.clock.advance(700);
    expect(codeOf(await outcome)).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect(bench.printer.heard.map(toHex)).toEqual(['10 04 01']);
  });

  it('asks maker and model only where it is told to', async () => {
    const bench = await openBench({ options: { queryModel: true, profile: 'generic-58' } });
    bench.printer.texts = { 66: '5F 45 50 53 4F 4E 00', 67: '5F 54 4D 00', 65: '5F 31 2E 30 00' };
    expect(await bench.session.identify()).toEqual({
      model: 'EPSON TM',
      firmware: '1.0',
      capabilities: ['chinese', 'cut'],
    });
  });

  it('lives with a printer that does not tell its model', async () => {
    const bench = await openBench({ options: { queryModel: true } });
    const identity = bench.session.identify();
    await bench.clock.advance(1_000);
    expect(await identity).not.toHaveProperty('model');
    expect(bench.clock.pending).toBe(0);
  });
});

describe('polling', () => {
  it('asks 1 to 4, one after the other', async () => {
    const bench = await openBench();
    bench.printer.statusMs = 50;
    const polling = bench.session.poll();
    await bench.clock.advance(60);
    expect(bench.printer.asked).toEqual([1, 2]);
    await bench.clock.advance(140);
    await polling;
    expect(bench.printer.asked).toEqual([1, 2, 3, 4]);
  });

  it('reports a printer that is well', async () => {
    const bench = await openBench();
    await bench.session.poll();
    expect(bench.state).toEqual({ paper: 'ok', cover: 'closed', ready: true });
    expect([...bench.alarms.keys()]).toEqual(expect.arrayContaining(['printer-paper-out', 'printer-ticket-unknown']));
    expect(bench.raised()).toEqual([]);
  });

  it.each([
    ['1A 32 12 72', { paper: 'out', cover: 'closed', ready: false }, ['printer-paper-out']],
    ['12 12 12 1E', { paper: 'low', cover: 'closed', ready: true }, ['printer-paper-low']],
    ['1A 16 12 12', { paper: 'ok', cover: 'open', ready: false }, ['printer-cover-open']],
    ['1A 52 1A 12', { paper: 'ok', cover: 'closed', ready: false }, ['printer-cutter-fault']],
  ])('reports %s, and that it is over', async (status, state, alarms) => {
    const bench = await openBench();
    bench.printer.status = status;
    await bench.session.poll();
    expect(bench.state).toEqual(state);
    expect(bench.raised()).toEqual(alarms);
    bench.printer.status = '16 12 12 12';
    await bench.session.poll();
    expect(bench.raised()).toEqual([]);
  });

  it('fails when the printer does not answer, and recovers with it', async () => {
    const bench = await openBench();
    bench.printer.silent = true;
    const lost = poll(bench);
    await bench.clock.advance(1_000);
    expect(codeOf(await lost)).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect(bench.printer.asked).toEqual([1]);
    bench.printer.silent = false;
    const doubtful = poll(bench);
    await bench.clock.advance(1_000);
    await doubtful;
    expect(codeOf(await poll(bench))).toBe('done');
  });

  it('does not take a late "paper out" for the answer to another question', async () => {
    const bench = await openBench();
    bench.printer.onStatus = (n) => {
      bench.printer.statusMs = n === 4 ? 1_500 : 0;
    };
    bench.printer.status = '12 12 12 72';
    const late = poll(bench);
    await bench.clock.advance(1_000);
    expect(codeOf(await late)).toBe('TRANSPORT_REPLY_TIMEOUT');
    bench.printer.status = '12 12 12 12';
    bench.printer.onStatus = () => {
      bench.printer.statusMs = 600;
    };
    const next = poll(bench);
    await bench.clock.advance(3_000);
    expect(codeOf(await next)).toBe('done');
    expect(bench.state).toEqual({ paper: 'ok', cover: 'closed', ready: true });
  });

  it('fails at once when the link is lost', async () => {
    const bench = await openBench();
    bench.printer.silent = true;
    const lost = poll(bench);
    await settle();
    bench.printer.unplug('the cable is out');
    const outcome = await lost;
    expect(outcome).toMatchObject({
      error: { code: 'TRANSPORT_CLOSED', message: expect.stringContaining('cable is out') },
    });
    expect(bench.clock.pending).toBe(0);
  });

  it('reads on through noise, flow control and blocks it did not ask for', async () => {
    const bench = await openBench();
    bench.printer.onStatus = () => bench.printer.say('FF 13 37 22 30 30 30 31 00 11 14 00 00 0F 80');
    bench.printer.status = '12 12 12 1E';
    await bench.session.poll();
    expect(bench.state).toMatchObject({ paper: 'low', ready: true });
  });
});

describe('what the printer says by itself', () => {
  it('raises an alarm before the next poll', async () => {
    const bench = await openBench();
    bench.printer.say('1C 00 0F 0F');
    await settle();
    expect(bench.raised()).toEqual(['printer-paper-out']);
    expect(bench.state).toMatchObject({ paper: 'out', ready: false });
  });

  it('clears none: for that the printer is asked', async () => {
    const bench = await openBench();
    bench.printer.say('1C 00 0F 0F 14 00 00 0F');
    await settle();
    expect(bench.raised()).toEqual(['printer-paper-out']);
    await bench.session.poll();
    expect(bench.raised()).toEqual([]);
  });

  it('is mentioned in the log when it was switched on again', async () => {
    const bench = await openBench();
    bench.printer.say('3B 31 00');
    await settle();
    expect(bench.warnings).toEqual(['the printer was switched on again']);
  });
});

describe('the end of a session', () => {
  it('leaves no timer and no wait behind', async () => {
    const bench = await openBench();
    bench.printer.silent = true;
    const polling = poll(bench);
    await settle();
    await bench.session.close();
    expect(codeOf(await polling)).toBe('TRANSPORT_CLOSED');
    expect(bench.clock.pending).toBe(0);
  });

  it('comes with the gateway stopping, too', async () => {
    const bench = await openBench();
    bench.printer.silent = true;
    const polling = poll(bench);
    await settle();
    bench.stop();
    expect(codeOf(await polling)).toBe('TRANSPORT_CLOSED');
    expect(codeOf(await poll(bench))).toBe('TRANSPORT_CLOSED');
    await bench.session.close();
    expect(bench.printer.heard).toEqual([hex('10 04 01')]);
  });
});
