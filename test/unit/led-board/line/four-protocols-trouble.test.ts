import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../support/random.js';
import { branchLine } from './branch-line.js';
import { type BoardName, boardNames } from './members.js';
import { numbers } from './numbers.js';

type Branch = Awaited<ReturnType<typeof branchLine>>;

/** Nobody showed a text of another, or nonsense, nor was told what a good host never says. */
function expectOnlyOwn(branch: Branch, rounds: readonly number[], nonsenseMs: Partial<Record<BoardName, number>> = {}) {
  const of = (name: BoardName) => rounds.map((round) => numbers(round)[name]);
  for (const name of boardNames) {
    const strange = branch.shown(name).filter(([text]) => !of(name).includes(text));
    const others = boardNames.filter((other) => other !== name).flatMap(of);
    expect(strange.filter(([text]) => others.some((other) => text.includes(other)))).toEqual([]);
    const { [name]: allowedMs = 0 } = nonsenseMs;
    expect({ name, nonsense: strange.filter(([, ms]) => ms > allowedMs) }).toEqual({ name, nonsense: [] });
  }
  expect(branch.tripped()).toEqual([]);
}

describe('trouble on a line of four protocols', () => {
  it('an Alpha and a digit display that are dead delay nobody for long, and catch up when they have power again', async () => {
    const branch = await branchLine();
    await branch.callAll(numbers(1));
    const dead: BoardName[] = ['lift', 'window-1'];
    const alive = boardNames.filter((name) => !dead.includes(name));
    for (const name of dead) branch.devices[name].setFaults({ unplugged: true });
    await branch.until(() => dead.every((name) => !branch.inContact().includes(name)), 60_000);
    expect(branch.inContact()).toEqual([...alive, 'door']);
    for (const round of [2, 3]) {
      for (const name of alive) {
        const begun = branch.clock.monotonic();
        await branch.call(name, numbers(round)[name]);
        // At worst it waits for one answer that does not come.
        expect(branch.clock.monotonic() - begun).toBeLessThan(1_500);
        await branch.pass(700);
      }
    }
    for (const name of dead) {
      branch.devices[name].restart();
      branch.devices[name].setFaults({ unplugged: false });
    }
    await branch.until(() => branch.inContact().length === 7, 90_000);
    expect(branch.glasses()).toEqual({ ...numbers(3), lift: numbers(1).lift, 'window-1': numbers(1)['window-1'] });
    expect(await branch.callAll(numbers(4))).toEqual(boardNames);
    expect(branch.glasses()).toEqual(numbers(4));
    expectOnlyOwn(branch, [1, 2, 3, 4]);
    await branch.end();
  });

  it.each([
    ['junk before every answer', { garbageBytes: 12 }],
    ['answers in single bytes', { splitBytes: 1 }],
    ['answers that are late', { lateMs: 150 }],
  ])('%s: everything works', async (_what, faults) => {
    const branch = await branchLine();
    branch.setLine(faults);
    for (const round of [1, 2]) {
      expect(await branch.callAll(numbers(round))).toEqual(boardNames);
      await branch.pass(4_000);
      expect(branch.glasses()).toEqual(numbers(round));
    }
    expectOnlyOwn(branch, [1, 2]);
    await branch.end();
  });

  it('answers that are all damaged for a while: nothing wrong on any glass, and all is well afterwards', async () => {
    const branch = await branchLine();
    await branch.callAll(numbers(1));
    branch.setLine({ flipBit: true });
    await branch.callAll(numbers(2));
    await branch.pass(5_000);
    branch.setLine({ flipBit: false });
    // Longer than any of them rests.
    await branch.pass(16_000);
    await branch.until(() => branch.inContact().length === 7, 90_000);
    await branch.callAll(numbers(3));
    await branch.pass(5_000);
    expect(branch.glasses()).toEqual(numbers(3));
    expectOnlyOwn(branch, [1, 2, 3]);
    await branch.end();
  });

  it('two that answer after their time-out, into the words of the others, cost these no more than a second try', async () => {
    const branch = await branchLine();
    await branch.callAll(numbers(1));
    const late: BoardName[] = ['hall', 'lift'];
    const inTime = boardNames.filter((name) => !late.includes(name));
    for (const name of late) branch.devices[name].setFaults({ lateMs: 1_300 });
    for (const round of [2, 3]) {
      await branch.callAll(numbers(round));
      await branch.pass(4_000);
    }
    await branch.pass(15_000);
    expect(branch.inContact()).toEqual(['back', 'window-1', 'window-2', 'stairs', 'door']);
    for (const name of inTime) expect({ name, text: branch.glass(name) }).toEqual({ name, text: numbers(3)[name] });
    for (const name of late) branch.devices[name].setFaults({ lateMs: 0 });
    await branch.until(() => branch.inContact().length === 7, 90_000);
    expect(await branch.callAll(numbers(4))).toEqual(boardNames);
    expect(branch.glasses()).toEqual(numbers(4));
    expectOnlyOwn(branch, [1, 2, 3, 4]);
    await branch.end();
  });

  it.each([1, 2, 3])(
    'somebody talks into everything (seed %i): no text of another on any glass, and all is well afterwards',
    async (seed) => {
      const branch = await branchLine();
      const random = seededRandom(seed);
      await branch.callAll(numbers(1));
      let running = true;
      const babble = () => {
        if (!running) return;
        branch.devices.door.send(
          Uint8Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * 256)),
        );
        branch.clock.setTimeout(babble, random() * 150);
      };
      babble();
      for (let again = 0; again < 4; again++) {
        await branch.callAll(numbers(2));
        await branch.pass(1_500);
      }
      running = false;
      await branch.until(() => branch.inContact().length === 7, 90_000);
      expect(branch.lineView().hostCollisions).toBeGreaterThan(5);
      await branch.callAll(numbers(3));
      await branch.pass(5_000);
      expect(branch.glasses()).toEqual(numbers(3));
      // To an Alpha sign a checksum is a courtesy: where noise swallows it, nonsense stands until the sign is heard again.
      expectOnlyOwn(branch, [1, 2, 3], { lift: 30_000 });
      await branch.end();
    },
  );
});
