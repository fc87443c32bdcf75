import { afterEach, describe, expect, it } from 'vitest';
import { type Branch, startBranch } from '../../../simulators/branch.js';
import { connectControl } from '../../../simulators/control-client.js';
import { startScenario } from '../../../simulators/scenario.js';
import { anyPorts } from '../../../simulators/terminal/full-kiosk.js';
import { kioskTroubles } from '../../../simulators/terminal/kiosk-troubles.js';
import { startTerminalHall } from '../../../simulators/terminal-hall.js';
import { troubles } from '../../../simulators/troubles.js';
import { createWorld } from '../../../simulators/world.js';
import { VirtualClock } from '../../support/virtual-clock.js';

type Doing = { readonly at: number; readonly what: string };

/** Plays the hall for some minutes of virtual time and writes down what people and queue software do. */
async function play({
  seed = 1,
  speed = 1,
  calm = false,
  minutes = 5,
  printer = 'succeeded',
}: {
  seed?: number;
  speed?: number;
  calm?: boolean;
  minutes?: number;
  printer?: string;
} = {}) {
  const clock = new VirtualClock();
  const doings: Doing[] = [];
  const said: string[] = [];
  const note = (what: string) => doings.push({ at: clock.monotonic(), what });
  const scenario = startScenario({
    world: createWorld({ seed, clock }),
    speed,
    calm,
    say: (text) => said.push(text),
    control: {
      ask: async (request) => {
        note(JSON.stringify(request));
        return { ok: true };
      },
      close: () => undefined,
    },
    queue: {
      command: async (device, name, args) => {
        note(`${device} ${name} ${String(args['number'])} ${String(args['counter'])}`);
        return { status: device === 'printer-1' ? printer : 'succeeded' };
      },
      close: async () => undefined,
    },
  });
  await clock.advance(minutes * 60_000);
  scenario.stop();
  const matching = (pattern: RegExp) => doings.filter(({ what }) => pattern.test(what));
  return { clock, doings, said, matching };
}

describe('a day in the hall', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = await Promise.all([play({ seed: 4 }), play({ seed: 4 }), play({ seed: 5 })]);
    expect(first.doings).toEqual(again.doings);
    expect(first.doings).not.toEqual(other.doings);
  });

  it('customers come in, draw tickets in order, are called in order, and leave', async () => {
    const { matching } = await play({ calm: true, minutes: 10 });
    const drawn = matching(/^printer-1 print/).map(({ what }) => what.split(' ')[2]);
    expect(drawn.length).toBeGreaterThan(30);
    expect(drawn).toEqual([...drawn].sort());
    const called = matching(/^gateway board-call/).map(({ what }) => what.split(' ')[2]);
    expect(called.length).toBeGreaterThan(20);
    expect(drawn.slice(0, called.length)).toEqual(called);
    expect(matching(/walk-in/).length).toBe(drawn.length);
    expect(matching(/walk-out/).length).toBeLessThanOrEqual(called.length);
  });

  it('every counter calls, each number once', async () => {
    const { matching } = await play({ calm: true, minutes: 10 });
    const calls = matching(/^gateway board-call/).map(({ what }) => what.split(' ').slice(2));
    for (const counter of ['1', '2', '3']) {
      expect(calls.filter(([, called]) => called === counter).length).toBeGreaterThan(3);
    }
    expect(new Set(calls.map(([number]) => number)).size).toBe(calls.length);
  });

  it('a customer without a ticket tries again, and is not called', async () => {
    const { matching } = await play({ calm: true, printer: 'failed', minutes: 2 });
    const tries = matching(/^printer-1 print A001/);
    expect(tries.length).toBeGreaterThan(10);
    expect(matching(/^gateway board-call/)).toEqual([]);
  });

  it('calm leaves the troubles out', async () => {
    const { said, matching } = await play({ calm: true });
    expect(said).toEqual([]);
    expect(matching(/"set"|paper-out/)).toEqual([]);
  });

  it('every trouble comes, one after the other, and each is put right', async () => {
    const { said, doings } = await play({ minutes: 15 });
    for (const { begins, ends, begin, end, seconds } of troubles) {
      expect(said).toContain(`… ${begins}`);
      expect(said).toContain(`… ${ends}`);
      const done = (step: unknown, since = 0) =>
        doings.find(({ what, at }) => what === JSON.stringify(step) && at >= since)?.at ?? Number.NaN;
      const begun = done(begin[0]);
      expect(begin.map((step) => done(step, begun))).toEqual(begin.map(() => begun));
      expect(end.map((step) => done(step, begun))).toEqual(end.map(() => begun + seconds * 1_000));
    }
  });

  it('speed brings more people, but a trouble lasts its own time', async () => {
    const [slow, fast] = await Promise.all([play({ minutes: 10 }), play({ minutes: 10, speed: 4 })]);
    expect(fast.matching(/walk-in/).length).toBeGreaterThan(2 * slow.matching(/walk-in/).length);
    const [begun] = fast.matching(/paper-out/);
    const [ended] = fast.matching(/load-paper/);
    expect(ended!.at - begun!.at).toBe(15_000);
  });

  it('its end leaves no timer behind', async () => {
    const { clock, doings } = await play();
    const before = doings.length;
    await clock.advance(600_000);
    expect(clock.pending).toBe(0);
    expect(doings).toHaveLength(before);
  });
});

describe('the troubles, on the real simulators over the real control channel', () => {
  let branch: Branch | undefined;
  afterEach(() => branch?.close());

  it('each is accepted, changes something, and its end puts it right', async () => {
    branch = await startBranch({ seed: 1, ports: { printer: 0, line: 0, door: 0, kiosk: 0, control: 0 } });
    const control = await connectControl({ port: branch.ports.control });
    for (const { name, begin, end } of troubles) {
      const simulator = branch.simulators[String(begin[0]?.['id'])]!;
      const picture = () => JSON.stringify([simulator.view(), simulator.faults]);
      const before = picture();
      for (const step of begin) await control.ask(step);
      expect(picture(), name).not.toBe(before);
      for (const step of end) await control.ask(step);
      expect(JSON.stringify(simulator.faults), name).not.toMatch(/true|[1-9]/);
    }
    control.close();
  });

  it('so are those of a kiosk with every source', async () => {
    const hall = await startTerminalHall({ seed: 1, ports: anyPorts, controlPort: 0 });
    const control = await connectControl({ port: hall.ports.control });
    const pictures = async () => JSON.stringify((await control.ask({ id: 'inputs', view: true }))['view']);
    const before = await pictures();
    for (const { begin, end } of kioskTroubles) {
      for (const step of begin) await expect(control.ask(step)).resolves.toMatchObject({ ok: true });
      for (const step of end) await expect(control.ask(step)).resolves.toMatchObject({ ok: true });
    }
    // The requests that were counted meanwhile are no trouble.
    expect(await pictures()).toBe(before);
    control.close();
    await hall.close();
  });

  it('a wrong request is refused with the reason, replies come in order, and a closed channel says so', async () => {
    branch = await startBranch({ seed: 1, ports: { printer: 0, line: 0, door: 0, kiosk: 0, control: 0 } });
    const control = await connectControl({ port: branch.ports.control });
    const asked = [
      control.ask({ id: 'door', action: 'walk-in', args: {} }),
      control.ask({ id: 'door', action: 'fly', args: {} }),
      control.ask({ id: 'nobody', view: true }),
      control.ask({ id: 'door', view: true }),
    ];
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(String((outcomes[1] as PromiseRejectedResult).reason)).toContain('walk-in');
    expect((outcomes[3] as PromiseFulfilledResult<unknown>).value).toMatchObject({ view: { in: 1 } });
    control.close();
    await expect(control.ask({ list: true })).rejects.toThrow(/closed/);
  });
});
