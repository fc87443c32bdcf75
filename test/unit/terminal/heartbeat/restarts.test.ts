import { describe, expect, it } from 'vitest';
import { Boots } from '../../../../drivers/terminal/heartbeat/boots.js';
import { recordingContext } from '../../../support/recording-context.js';
import { standKiosk } from './stand.js';

const restarted = (bootId: string, more: Record<string, unknown> = {}) => ({
  event: 'terminal-restarted',
  bootId,
  ...more,
});

describe('restarts of a terminal', () => {
  it('the first boot that is heard of is none, each other one is told once', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(120_000);
    expect(kiosk.events()).toEqual([]);
    await kiosk.act('restart');
    await kiosk.passMs(0);
    const { bootId } = kiosk.view();
    await kiosk.passMs(600_000);
    expect(kiosk.events()).toEqual([restarted(bootId, { uptimeSeconds: 0 })]);
    expect(kiosk.heartbeat()).toMatchObject({ bootId, restarts: 1 });
  });

  it('one that took a while is known to be of the computer', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(120_000);
    kiosk.agent.setFaults({ silent: true });
    await kiosk.passMs(30_000);
    await kiosk.act('restart');
    await kiosk.passMs(60_000);
    kiosk.agent.setFaults({ silent: false });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.events()).toEqual([restarted(kiosk.view().bootId, { uptimeSeconds: 60, reason: 'computer' })]);
  });

  it('one that happens while the gateway is away is told when it is back, and not a second time', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(120_000);
    await kiosk.restart(async () => {
      await kiosk.act('restart');
    });
    await kiosk.passMs(0);
    await kiosk.act('beat');
    await kiosk.passMs(1_000);
    const told = [restarted(kiosk.view().bootId, { uptimeSeconds: 0 })];
    expect(kiosk.events()).toEqual(told);
    await kiosk.restart();
    await kiosk.passMs(0);
    await kiosk.act('beat');
    await kiosk.passMs(1_000);
    expect(kiosk.events()).toEqual(told);
  });

  it('a beat of the boot before that comes late is none', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(120_000);
    const late = JSON.stringify({
      'terminal-id': 'dev',
      seq: 99,
      'boot-id': kiosk.view().bootId,
      'in-service': true,
    });
    await kiosk.act('restart');
    await kiosk.passMs(0);
    expect(await kiosk.bring(late)).toBe('taken');
    await kiosk.passMs(1_000);
    expect(kiosk.events()).toHaveLength(1);
    expect(kiosk.heartbeat()).toMatchObject({ bootId: kiosk.view().bootId, repeated: 1 });
  });

  it('three within half an hour are a warning in the state, until half an hour later', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(120_000);
    for (let times = 0; times < 3; times++) {
      expect(kiosk.modules()['host']).toEqual({ status: 'ok', source: 'heartbeat' });
      await kiosk.act('restart');
      await kiosk.passMs(300_000);
    }
    expect(kiosk.modules()['host']).toEqual({
      status: 'warn',
      detail: '3 restarts within 30 min',
      source: 'heartbeat',
    });
    expect(kiosk.state()['service']).toBe('degraded');
    await kiosk.passMs(1_800_000);
    expect(kiosk.state()['service']).toBe('in-service');
    expect(kiosk.events()).toHaveLength(3);
  });
});

describe('what is told of boots', () => {
  const boots = (stored?: unknown) => {
    const world = recordingContext<unknown, 'none'>({ options: {}, link: undefined, stored });
    return { ...world, boots: new Boots(world.context) };
  };

  it('the program alone was started anew: its computer has been up all the time', async () => {
    const { boots: told, seen } = boots({ bootId: 'a' });
    told.seen({ bootId: 'b', uptimeSeconds: 1_060 }, { elapsedMs: 60_000, uptimeSeconds: 1_000 });
    await told.tell();
    expect(seen.events).toEqual([
      { name: 'terminal-restarted', data: { bootId: 'b', uptimeSeconds: 1_060, reason: 'agent' } },
    ]);
  });

  it('a full disk: it is told when there is room, in order, each once', async () => {
    const { boots: told, seen } = boots({ bootId: 'a' });
    seen.diskFull = true;
    told.seen({ bootId: 'b', uptimeSeconds: undefined });
    await told.tell();
    told.seen({ bootId: 'c', uptimeSeconds: undefined });
    told.seen({ bootId: 'c', uptimeSeconds: undefined });
    await told.tell();
    expect(seen.events).toEqual([]);
    expect(told.recent).toBe(2);
    seen.diskFull = false;
    await told.tell();
    await told.tell();
    expect(seen.events.map(({ data }) => data)).toEqual([{ bootId: 'b' }, { bootId: 'c' }]);
    expect(seen.stored).toEqual({ bootId: 'c' });
  });

  it('what is stored and makes no sense is as if there were nothing', async () => {
    for (const stored of [null, 7, {}, { bootId: 3 }]) {
      const { boots: told, seen } = boots(stored);
      told.seen({ bootId: 'b', uptimeSeconds: 1 });
      await told.tell();
      expect(seen.events).toEqual([]);
      expect(seen.stored).toEqual({ bootId: 'b' });
    }
  });

  it('a kiosk that does nothing but start fills no memory', async () => {
    const { boots: told, seen } = boots({ bootId: 'a' });
    seen.diskFull = true;
    for (let boot = 0; boot < 1_000; boot++) told.seen({ bootId: `b${boot}`, uptimeSeconds: 1 });
    expect(told.recent).toBe(100);
    seen.diskFull = false;
    await told.tell();
    expect(seen.events).toHaveLength(100);
    expect(seen.stored).toEqual({ bootId: 'b999' });
  });
});
