import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../simulators/people-counter/hpc168-codec.js';
import { counterOnALine } from './line.js';

const frozen = ['counter-blocked-or-no-change', 'frozen'] as const;
const alwaysOpen = { isOpen: () => true, nextChange: () => undefined };

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

describe('totals of an HPC168 that cannot be right', () => {
  const restarted = ['counter-restarted'] as const;
  const falling = ['counter-totals-falling'] as const;

  it('are read a second time, and noise that passed the check sum once counts nobody', async () => {
    const { poll, act, seen, counter, alarm, asked } = counterOnALine({ queryDoor: false });
    await poll();
    act('walk-in', { count: 3 });
    asked();
    let lies = 1;
    counter.push({
      name: 'one wrong answer with a true check sum',
      onRequest(request, output) {
        if (lies-- <= 0) return undefined;
        output.send(encodeFrame({ ...request, command: 0x93, data: [0, 64, 0, 3, ...Array<number>(12).fill(0)] }));
        return 'handled';
      },
    });
    await poll();
    expect(asked()).toEqual(['13', '13']);
    expect(seen.state).toMatchObject({ in: 3 });
    expect(alarm(...restarted)).toMatchObject({ active: false });
  });

  it('count nobody and change nothing while two readings contradict each other', async () => {
    const { poll, session, finish, act, seen, counter, clock } = counterOnALine({ queryDoor: false });
    await poll();
    act('walk-in', { count: 3 });
    let lie = 0;
    const tellTruth = counter.push({
      name: 'another leap each time',
      onRequest(request, output) {
        lie += 1;
        output.send(encodeFrame({ ...request, command: 0x93, data: [0, lie, 0, 3, ...Array<number>(12).fill(0)] }));
        return 'handled';
      },
    });
    await poll();
    await expect(finish(session.commands.read())).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
    expect(seen.state).toMatchObject({ in: 0 });
    tellTruth();
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 3 });
  });

  it('raise an alarm for the poll that saw them fall, and are the base from then on', async () => {
    const { poll, pollFor, act, seen, alarm } = counterOnALine();
    await poll();
    for (let minute = 0; minute < 5; minute++) {
      act('walk-in', { count: 40 });
      await pollFor(1);
    }
    act('fall', { in: 50 });
    await poll();
    expect(alarm(...falling)).toMatchObject({ active: true, detail: 'in 200 → 150, out 0 → 0 (fell)' });
    act('walk-in', { count: 2 });
    await poll();
    expect(alarm(...falling)).toMatchObject({ active: false });
    expect(seen.state).toMatchObject({ in: 202, deviceIn: 152 });
  });

  it('raise an alarm when they began again, but not when we asked for that', async () => {
    const { poll, session, finish, act, alarm } = counterOnALine();
    await poll();
    act('walk-in', { count: 20 });
    await poll();
    await finish(session.commands.reset());
    await poll();
    expect(alarm(...restarted)).toMatchObject({ active: false });
    act('walk-in', { count: 5 });
    await poll();
    act('lose-memory');
    await poll();
    expect(alarm(...restarted)).toMatchObject({ active: true, detail: 'in 5 → 0, out 0 → 0' });
    await poll();
    expect(alarm(...restarted)).toMatchObject({ active: false });
  });

  it('raise it also where a command was the first to read them', async () => {
    const { poll, session, finish, act, alarm } = counterOnALine();
    await poll();
    act('walk-in', { count: 20 });
    await poll();
    act('power-cycle');
    await finish(session.commands.read());
    await poll();
    expect(alarm(...restarted)).toMatchObject({ active: true });
  });
});

describe('the line of an HPC168', () => {
  const noise = ['counter-line-noise'] as const;

  it('is noisy when one answer in a few is damaged, although the counts are right', async () => {
    const { poll, pollFor, act, seen, counter, alarm } = counterOnALine({ queryDoor: false });
    await poll();
    for (let round = 0; round < 12; round++) {
      act('walk-in');
      counter.setFaults({ flipBit: true });
      await poll().catch(() => undefined);
      counter.setFaults({ flipBit: false });
      await pollFor(1 / 4);
    }
    expect(alarm(...noise)).toMatchObject({ active: true, detail: expect.stringContaining('were damaged') });
    expect(seen.state).toMatchObject({ in: 12 });
    await pollFor(10);
    expect(alarm(...noise)).toMatchObject({ active: false });
  });

  it('is not called noisy because it echoes what we send', async () => {
    const { pollFor, counter, alarm } = counterOnALine();
    counter.setFaults({ echo: true });
    await pollFor(10);
    expect(alarm(...noise)).toMatchObject({ active: false });
  });
});
