import { describe, expect, it } from 'vitest';
import { branchLine } from './branch-line.js';
import { boardNames } from './members.js';
import { numbers } from './numbers.js';

describe('four protocols on one line', () => {
  it('every board shows its own number and has never shown another, whoever is spoken to', async () => {
    const branch = await branchLine();
    expect(branch.inContact()).toHaveLength(7);
    branch.devices.door.actions['walk-in']?.({ count: 3 });
    for (const round of [1, 2, 3]) {
      for (const name of boardNames) {
        await branch.call(name, numbers(round)[name]);
        expect(branch.glass(name)).toBe(numbers(round)[name]);
        await branch.pass(300);
      }
    }
    expect(branch.glasses()).toEqual(numbers(3));
    const all = [1, 2, 3].map(numbers);
    for (const name of boardNames)
      expect(branch.shown(name).map(([text]) => text)).toEqual(all.map((round) => round[name]));
    expect(branch.places.door.seen.state).toMatchObject({ inside: 3 });
    expect(branch.tripped()).toEqual([]);
    expect(branch.bus.stats()).toMatchObject({ timeouts: 0, refused: 0, strayBytes: 0, queued: 0 });
    expect(branch.lineView()).toMatchObject({ collisions: 0, hostCollisions: 0 });
    await branch.end();
    expect(branch.clock.pending).toBe(0);
  });

  it('each hears what is said to the others and what they answer', async () => {
    const branch = await branchLine();
    await branch.callAll(numbers(1));
    await branch.pass(5_000);
    const heard = Object.entries(branch.heard).map(([name, bytes]) => ({ name, all: Buffer.from(bytes) }));
    const marks = {
      'a request to Onbon 1': Buffer.from('0100008000000000', 'hex'),
      'an answer of Onbon 1': Buffer.from('0080010000000000', 'hex'),
      'a reading of Modbus 1': Buffer.from('01030000000ac5cd', 'hex'),
      'an order to AM03127 01': Buffer.from('<ID01>'),
      'a packet to Alpha 01': Buffer.from('\x01Z01\x02'),
      'a packet of an Alpha': Buffer.from('\x01000\x02'),
    };
    const own = { 'an answer of Onbon 1': 'hall', 'a packet of an Alpha': 'lift' } as Record<string, string>;
    for (const [what, mark] of Object.entries(marks)) {
      const deaf = heard.filter(({ name, all }) => name !== own[what] && !all.includes(mark)).map(({ name }) => name);
      expect({ what, deaf }).toEqual({ what, deaf: [] });
    }
    await branch.end();
  });

  it('a call to all at once is on every glass in less than a second, while all are polled', async () => {
    const branch = await branchLine();
    for (const round of [4, 5]) {
      await branch.pass(2_300);
      const begun = branch.clock.monotonic();
      expect(await branch.callAll(numbers(round))).toEqual(boardNames);
      expect(branch.clock.monotonic() - begun).toBeLessThan(1_000);
      expect(branch.glasses()).toEqual(numbers(round));
    }
    for (const name of boardNames) expect(branch.shown(name)).toHaveLength(2);
    await branch.end();
  });

  it('the brightness of one is that of no other', async () => {
    const branch = await branchLine();
    const light = () => boardNames.map((name) => branch.view(name).brightness ?? branch.view(name).dimming);
    const before = light();
    for (const [index, name] of boardNames.entries()) {
      await branch.order(name, 'brightness', { percent: 50 });
      const now = light();
      expect(now.map((each, at) => each !== before[at])).toEqual(boardNames.map((_, at) => at <= index));
    }
    await branch.order('stairs', 'clear');
    await branch.order('lift', 'sync-clock');
    await branch.pass(3_000);
    expect(branch.tripped()).toEqual([]);
    await branch.end();
  });

  it('what one is cleared of stays on the others', async () => {
    const branch = await branchLine();
    await branch.callAll(numbers(6));
    const left: Record<string, string> = numbers(6);
    for (const name of boardNames) {
      await branch.order(name, 'clear');
      left[name] = '';
      expect(branch.glasses()).toEqual(left);
    }
    await branch.end();
  });
});
