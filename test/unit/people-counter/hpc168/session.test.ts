import { describe, expect, it } from 'vitest';
import { hpc168 } from '../../../../drivers/people-counter/hpc168/index.js';
import { Hpc168Session } from '../../../../drivers/people-counter/hpc168/session.js';
import { counterOnALine } from './line.js';

const frozen = ['counter-blocked-or-no-change', 'frozen'] as const;
const alwaysOpen = { isOpen: () => true, nextChange: () => undefined };

describe('an HPC168 on its line', () => {
  it('is found by reading its totals', async () => {
    const { session, finish, asked } = counterOnALine();
    expect(await finish(session.identify())).toEqual({ capabilities: ['totals', 'reset'] });
    expect(asked()).toEqual(['13']);
  });

  it('is not found while it is silent', async () => {
    const { session, finish, counter } = counterOnALine();
    counter.setFaults({ silent: true });
    await expect(finish(session.identify())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('is not found under an address nobody has', async () => {
    const { session, finish } = counterOnALine({ address: '0007' });
    await expect(finish(session.identify())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('tells who has passed and whether the door is open', async () => {
    const { poll, act, seen, asked } = counterOnALine();
    await poll();
    act('walk-in', { count: 3 });
    act('walk-out');
    act('door', { open: false });
    await poll();
    expect(seen.state).toEqual({
      in: 3,
      out: 1,
      inside: 2,
      today: { day: '2026-11-23', in: 3, out: 1 },
      deviceIn: 3,
      deviceOut: 1,
      door: 'closed',
    });
    expect(asked()).toEqual(['13', '66', '13', '66']);
  });

  it('keeps its count through a power cut of the unit', async () => {
    const { poll, act, seen } = counterOnALine();
    await poll();
    act('walk-in', { count: 20 });
    await poll();
    act('power-cycle');
    act('walk-in', { count: 2 });
    await poll();
    expect(seen.state).toMatchObject({ in: 22, deviceIn: 2 });
    expect(seen.measurements.at(-1)).toMatchObject({ in: 2, totalIn: 22, quality: 'restart' });
    expect(seen.events.map(({ name }) => name)).toEqual(['counter-restarted']);
  });

  it.each([
    ['split replies', { splitBytes: 3 }],
    ['noise before each reply', { garbageBytes: 12 }],
    ['an echo of every request', { echo: true }],
    ['all of it together', { splitBytes: 5, garbageBytes: 12, echo: true }],
  ])('counts right through %s', async (_name, faults) => {
    const { poll, act, seen, counter } = counterOnALine();
    counter.setFaults(faults);
    for (let round = 1; round <= 10; round++) {
      await poll();
      act('walk-in');
    }
    await poll();
    expect(seen.state).toMatchObject({ in: 10, out: 0, door: 'open' });
  });

  it.each([
    ['damaged', { flipBit: true }],
    ['sent by another address', { wrongAddress: true }],
    ['late', { lateMs: 600 }],
  ])('takes no reply that is %s', async (_name, faults) => {
    const { poll, act, seen, counter } = counterOnALine();
    await poll();
    act('walk-in', { count: 5 });
    counter.setFaults(faults);
    await expect(poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(seen.state).toMatchObject({ in: 0 });
  });

  it('counts nobody twice when a late reply answers the next request', async () => {
    const { poll, act, seen, counter, clock } = counterOnALine({ queryDoor: false });
    await poll();
    act('walk-in', { count: 5 });
    counter.setFaults({ lateMs: 1_600 });
    await expect(poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    act('walk-in', { count: 1 });
    await clock.advance(1_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 5 });
    counter.setFaults({ lateMs: 0 });
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 6 });
  });
});

describe('the door of an HPC168', () => {
  it('is asked for three times and then no more when the unit never tells it', async () => {
    const { poll, pollFor, ignore, seen, asked, session, finish } = counterOnALine();
    ignore(0x66);
    await finish(session.identify());
    await poll();
    await pollFor(1);
    expect(asked().filter((command) => command === '66')).toHaveLength(3);
    expect(seen.state).not.toHaveProperty('door');
    expect(seen.log).toEqual(['the unit does not tell its door']);
  });

  it('is asked for again when contact was lost, because another unit may hang there now', async () => {
    const { session, finish, pollFor, ignore, seen, clock } = counterOnALine();
    const answerAgain = ignore(0x66);
    await pollFor(1);
    answerAgain();
    await clock.advance(5_000);
    await finish(session.identify());
    await pollFor(1);
    expect(seen.state).toMatchObject({ door: 'open' });
  });

  it('stays as it was when one answer is lost, and is unknown after three', async () => {
    const { pollFor, poll, ignore, seen, clock, asked } = counterOnALine();
    await poll();
    const answerAgain = ignore(0x66);
    for (const door of ['open', 'open', undefined, undefined]) {
      await clock.advance(5_000);
      await poll();
      expect(seen.state['door']).toBe(door);
    }
    answerAgain();
    await pollFor(1);
    expect(seen.state['door']).toBe('open');
    expect(asked()).toContain('66');
  });

  it('is never asked for where that is switched off', async () => {
    const { pollFor, asked, seen } = counterOnALine({ queryDoor: false });
    await pollFor(1);
    expect(new Set(asked())).toEqual(new Set(['13']));
    expect(seen.state).not.toHaveProperty('door');
  });

  it('makes the poll fail when the line goes down in the middle of it', async () => {
    const { poll, counter } = counterOnALine();
    counter.push({
      name: 'plug pulled at the door query',
      onRequest({ command }) {
        if (command !== 0x66) return undefined;
        counter.setFaults({ unplugged: true });
        return 'handled';
      },
    });
    await expect(poll()).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });
});

describe('an HPC168 that counts nobody', () => {
  it('raises an alarm when the door stays open for the configured time, and clears it with the next person', async () => {
    const { poll, pollFor, act, alarm } = counterOnALine({ frozenMinutes: 10 });
    await poll();
    act('freeze');
    act('walk-in', { count: 30 });
    await pollFor(9);
    expect(alarm(...frozen)).toMatchObject({ active: false });
    await pollFor(2);
    expect(alarm(...frozen)).toMatchObject({ active: true, detail: expect.stringContaining('10 min') });
    act('freeze', { on: false });
    act('walk-in');
    await pollFor(1);
    expect(alarm(...frozen)).toMatchObject({ active: false });
  });

  it('is quite right behind a closed door', async () => {
    const { pollFor, act, seen } = counterOnALine({ frozenMinutes: 10 });
    act('door', { open: false });
    await pollFor(30);
    expect(seen.alarms.some(({ active }) => active)).toBe(false);
  });

  it('is not suspected because one answer about the door was lost', async () => {
    const { pollFor, ignore, alarm } = counterOnALine({ frozenMinutes: 10 });
    await pollFor(8);
    const answerAgain = ignore(0x66);
    await pollFor(1 / 12);
    answerAgain();
    await pollFor(3);
    expect(alarm(...frozen)).toMatchObject({ active: true });
  });

  it('raises no alarm when neither the door nor the opening hours are known', async () => {
    const { pollFor, ignore, alarm } = counterOnALine({ frozenMinutes: 10 });
    ignore(0x66);
    await pollFor(15);
    expect(alarm(...frozen)).toMatchObject({ active: false });
  });

  it('goes by the opening hours where it does not tell its door', async () => {
    const { pollFor, ignore, alarm } = counterOnALine({ frozenMinutes: 10 }, { hours: alwaysOpen });
    ignore(0x66);
    await pollFor(15);
    expect(alarm(...frozen)).toMatchObject({ active: true });
  });
});

describe('an HPC168 session', () => {
  it('does not take a full disk for a silent unit, and says it once', async () => {
    const { poll, pollFor, act, seen } = counterOnALine();
    await poll();
    seen.diskFull = true;
    act('walk-in', { count: 4 });
    await pollFor(1);
    expect(seen.log).toEqual(['the counts cannot be saved']);
    expect(seen.state).toMatchObject({ in: 0 });
    seen.diskFull = false;
    await pollFor(1);
    expect(seen.state).toMatchObject({ in: 4 });
  });

  it('closes when the last reading is saved, and leaves no timer behind', async () => {
    const { session, clock, act, poll, seen, finish } = counterOnALine();
    await poll();
    act('walk-in');
    const last = session.commands.read();
    await finish(last);
    await session.close();
    expect(seen.stored).toMatchObject({ total: { in: 1, out: 0 } });
    await clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it('is what the driver opens, at the configured pace', async () => {
    const { context } = counterOnALine({ pollIntervalMs: 7_000 });
    const session = await hpc168.open(context as Parameters<typeof hpc168.open>[0]);
    expect(session).toBeInstanceOf(Hpc168Session);
    expect(session.pollIntervalMs).toBe(7_000);
    expect(Object.keys(session.commands)).toEqual(hpc168.commands);
  });
});
