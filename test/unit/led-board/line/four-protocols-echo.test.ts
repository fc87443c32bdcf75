import { describe, expect, it } from 'vitest';
import { branchLine } from './branch-line.js';
import { boardNames } from './members.js';
import { numbers } from './numbers.js';

describe.each([
  ['taken out', true],
  ['left in', false],
])('an adapter that echoes, the echo %s', (_what, discardEcho) => {
  const echoing = () => branchLine({ echo: true, discardEcho });

  it('everybody works, polled and called, and nothing is asked twice', async () => {
    const branch = await echoing();
    expect(branch.inContact()).toHaveLength(7);
    for (const round of [1, 2]) {
      expect(await branch.callAll(numbers(round))).toEqual(boardNames);
      await branch.pass(4_000);
      expect(branch.glasses()).toEqual(numbers(round));
    }
    for (const name of boardNames) await branch.order(name, 'brightness', { percent: 50 });
    expect(branch.bus.stats()).toMatchObject({ timeouts: 0, refused: 0 });
    expect(branch.tripped()).toEqual([]);
    await branch.end();
  });

  it.each(boardNames)('its own words coming back are no answer: %s is dead and nobody believes it', async (name) => {
    const branch = await echoing();
    await branch.order(name, 'brightness', { percent: 100 });
    await branch.call(name, numbers(1)[name]);
    const { seen } = branch.places[name];
    const before = seen.state['brightness'];
    branch.devices[name].setFaults({ unplugged: true });
    const dimmed = branch.order(name, 'brightness', { percent: 50 });
    await expect(dimmed).rejects.toMatchObject({ code: expect.stringMatching(/^TRANSPORT_/) });
    const called = branch.call(name, numbers(2)[name]);
    await expect(called).rejects.toMatchObject({ code: expect.stringMatching(/^TRANSPORT_/) });
    await branch.until(() => branch.inContact().length === 6, 60_000);
    expect(branch.inContact()).not.toContain(name);
    expect(seen.state).toMatchObject({ brightness: before, verified: 'sent', showing: { main: numbers(1)[name] } });
    expect(seen.events).toHaveLength(1);
    await branch.end();
  });

  it('a sign that is told to show the word for yes has not said it', async () => {
    const branch = await echoing();
    // The first text is followed by an order to run the page.
    await branch.call('stairs', numbers(1).stairs);
    branch.devices.stairs.setFaults({ unplugged: true });
    const shown = branch.order('stairs', 'show', { text: 'ACK BACK SOON' });
    await expect(shown).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(branch.places.stairs.seen.events).toHaveLength(1);
    await branch.end();
  });

  it.each([0, 40])('a call that blinks stands still in time, with answers that come %i ms late', async (lateMs) => {
    const branch = await echoing();
    for (const name of boardNames) branch.devices[name].setFaults({ lateMs });
    for (const name of boardNames) {
      const args = { number: numbers(1)[name], counter: 1, blinkSeconds: 2 };
      await branch.order(name, 'call', args).catch(() => undefined);
    }
    await branch.pass(20_000);
    for (let half = 0; half < 4; half++) {
      expect(branch.glasses()).toEqual(numbers(1));
      await branch.pass(250);
    }
    for (const name of boardNames) {
      expect(branch.places[name].seen.state).toMatchObject({ showing: { main: numbers(1)[name] } });
    }
    await branch.end();
  });

  it.each([5, 40, 120])(
    'a digit display that answers after %i ms has the brightness it is said to have',
    async (lateMs) => {
      const branch = await branchLine({ echo: true, discardEcho });
      const { seen } = branch.places['window-1'];
      branch.devices['window-1'].setFaults({ lateMs });
      for (const percent of [0, 100, 43]) {
        const believed = await branch.order('window-1', 'brightness', { percent }).then(
          () => true,
          () => false,
        );
        const level = branch.view('window-1').brightness ?? 0;
        const real = Math.round(((level - 1) * 100) / 7);
        if (believed) expect(real).toBe(percent);
        await branch.pass(8_000);
        expect(branch.view('window-1').brightness).toBe(1 + Math.round((percent * 7) / 100));
        expect(seen.state).toMatchObject({ brightness: percent });
      }
      await branch.end();
    },
  );
});
