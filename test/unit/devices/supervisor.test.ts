import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type AlarmCondition,
  type AnyDriver,
  type ByteLink,
  type DeviceSession,
  type DriverContext,
  defineDriver,
  type FullContext,
  GatewayError,
  type LinkKind,
  ticketTemplates,
} from '../../../drivers/index.js';
import { memoryPort } from '../../../drivers/transport/listen-memory.js';
import { type MemoryEnd, memoryPair } from '../../../drivers/transport/memory.js';
import type { LinkProvider } from '../../../gateway/devices/links.js';
import { createDeviceRegistry } from '../../../gateway/devices/registry.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { memoryTable } from '../../support/memory-table.js';
import { seededRandom } from '../../support/random.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

const hours = openingHours({ 'mon-fri': '09:00-17:00' }, 'Asia/Shanghai');
const site = { branchId: 'b', gatewayId: 'g' };
const noReply = () => new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'no answer in 1000 ms');
const contract = {
  class: 'led-board' as const,
  state: z.object({}),
  commands: {
    show: { description: '', args: z.object({}), idempotent: true },
    clear: { description: '', args: z.object({}), idempotent: true },
    maintenance: { description: '', args: z.object({}), idempotent: false },
  },
  events: {},
};

/** What the scripted device does; a test changes it on the way. */
interface Script {
  open?: (context: FullContext) => void;
  identify: () => Promise<void> | void;
  poll: (context: DriverContext) => Promise<void> | void;
  show?: () => Promise<Record<string, unknown> | undefined>;
}

function driver(kind: LinkKind, script: Script, log: string[]): AnyDriver {
  return defineDriver<unknown, LinkKind>({
    class: 'led-board',
    name: 'scripted',
    title: 'Scripted',
    contract,
    options: z.unknown(),
    linkKind: kind,
    linkTypes: ['tcp'],
    alarms: [],
    contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 1_000 },
    commands: ['show', 'maintenance'],
    async open(context): Promise<DeviceSession> {
      log.push('open');
      script.open?.(context as FullContext);
      return {
        pollIntervalMs: 10_000,
        identify: async () => {
          log.push('identify');
          await script.identify();
          return { model: 'M1' };
        },
        poll: async () => {
          log.push('poll');
          await script.poll(context as DriverContext);
        },
        commands: { show: (script.show ?? (async () => ({ shown: true }))) as never },
        close: async () => void log.push('close'),
      };
    },
  });
}

function setUp(kind: LinkKind, script: Partial<Script> = {}, admin: 'enabled' | 'disabled' = 'enabled') {
  const clock = new VirtualClock();
  const full: Script = { identify: () => undefined, poll: () => undefined, ...script };
  const log: string[] = [];
  const conditions: AlarmCondition[] = [];
  const contact: string[] = [];
  const states: Record<string, unknown>[] = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  bus.subscribe(
    ({ topic, envelope }) => topic.endsWith('/state') && states.push(envelope?.data as Record<string, unknown>),
  );
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  const peers: MemoryEnd[] = [];
  const calls: (() => MemoryEnd)[] = [];
  let refuse: GatewayError | undefined;
  const links: LinkProvider = {
    openStream: async () => {
      if (refuse) throw refuse;
      const [ours, theirs] = memoryPair();
      peers.push(theirs);
      return ours as ByteLink;
    },
    openHid: () => Promise.reject(new Error('not used')),
    openPort: async () => {
      if (refuse) throw refuse;
      const { port, call } = memoryPort();
      calls.push(call);
      return port;
    },
    line: () => ({
      name: 'line',
      member: () => ({
        name: 'line',
        transact: async () => undefined as never,
        send: async () => undefined,
        leave: () => log.push('leave'),
      }),
      close: async () => undefined,
    }),
    close: async () => undefined,
  };
  const registry = createDeviceRegistry([
    {
      device: {
        id: 'dev',
        driver: driver(kind, full, log),
        admin,
        link: { type: 'tcp', host: 'h', port: 1 },
        options: {},
      },
      links,
      clock,
      random: seededRandom(1),
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      publisher: createPublisher({ bus, topics: topicsOf(site), envelop }),
      windows: memoryTable(),
      commit: async () => undefined,
      alarms: {
        condition: (_id, condition) => conditions.push(condition),
        contactDoubtful: () => undefined,
        unverified: () => undefined,
        polled: () => undefined,
        contactLost: () => contact.push('lost'),
        contactRestored: () => contact.push('restored'),
        suppress: (_id, source, why) => contact.push(why === undefined ? 'unsuppressed' : `${source}: ${why}`),
      },
      memory: {
        load: () => undefined,
        save: async () => undefined,
        records: { load: () => new Map(), get: () => undefined, put: async () => undefined },
      },
      language: 'zh',
      timezone: 'Asia/Shanghai',
      templates: ticketTemplates(() => new Map(), 'zh'),
      hours,
    },
  ]);
  const operating = () => registry.view()['dev']?.['operating'];
  const execute = (name: string) =>
    registry.target('dev')!.execute(name, {}, { commandId: 'c', clientId: 'q', expiresAt: clock.now() + 5_000 });
  return {
    clock,
    script: full,
    log,
    conditions,
    contact,
    states,
    peers,
    calls,
    registry,
    operating,
    execute,
    refuse: (error: GatewayError | undefined) => {
      refuse = error;
    },
  };
}

const kinds: LinkKind[] = ['stream', 'bus', 'listen', 'none'];

describe.each(kinds)('a device on a %s link', (kind) => {
  it('its driver knows the opening hours of the branch', async () => {
    const contexts: FullContext[] = [];
    const device = setUp(kind, { open: (context) => void contexts.push(context) });
    device.registry.start();
    await settle();
    expect(contexts.map((context) => context.hours)).toEqual([hours]);
    await device.registry.stop();
  });

  it('opens, identifies, polls at its interval and is online', async () => {
    const device = setUp(kind);
    device.registry.start();
    await device.clock.advance(25_000);
    expect(device.log).toEqual(['open', 'identify', 'poll', 'poll', 'poll']);
    expect(device.operating()).toBe('online');
    expect(device.conditions.every(({ type, active }) => type === 'led-unreachable' && !active)).toBe(true);
    await device.registry.stop();
    expect(device.log).toContain('close');
    expect(device.clock.pending).toBe(0);
  });

  it('three failures in a row raise the contact alarm, with the reason; two answers clear it', async () => {
    const device = setUp(kind);
    device.registry.start();
    await device.clock.advance(1);
    device.script.poll = () => Promise.reject(noReply());
    device.script.identify = () => Promise.reject(noReply());
    await device.clock.advance(10_000);
    expect(device.operating()).toBe('degraded');
    expect(device.contact).toEqual(['restored']);
    await device.clock.advance(3_000);
    expect(device.operating()).toBe('offline');
    expect(device.contact.at(-1)).toBe('lost');
    expect(device.conditions.at(-1)).toEqual({ type: 'led-unreachable', active: true, detail: 'no answer in 1000 ms' });
    device.script.identify = () => undefined;
    device.script.poll = () => undefined;
    await device.clock.advance(70_000);
    expect(device.operating()).toBe('online');
    expect(device.contact.at(-1)).toBe('restored');
    expect(device.conditions.at(-1)).toEqual({ type: 'led-unreachable', active: false });
    await device.registry.stop();
  });

  it('is identified again when it comes back: it may have lost what it showed', async () => {
    const device = setUp(kind);
    device.registry.start();
    await device.clock.advance(1);
    device.script.poll = () => Promise.reject(noReply());
    await device.clock.advance(15_000);
    device.script.poll = () => undefined;
    const before = device.log.filter((entry) => entry === 'identify').length;
    await device.clock.advance(120_000);
    expect(device.log.filter((entry) => entry === 'identify').length).toBeGreaterThan(before);
    await device.registry.stop();
  });

  it('a poll that hangs for ever is given up and the session made anew', async () => {
    const device = setUp(kind);
    device.registry.start();
    await device.clock.advance(1);
    device.script.poll = () => new Promise<void>(() => undefined);
    await device.clock.advance(45_000);
    device.script.poll = () => undefined;
    await device.clock.advance(60_000);
    expect(device.log.filter((entry) => entry === 'open').length).toBeGreaterThan(1);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
  });

  it('a driver that throws at open, whatever it throws, is tried again for ever', async () => {
    let times = 0;
    const device = setUp(kind, {
      open: () => {
        times += 1;
        if (times < 6) throw new TypeError('undefined is not a function');
      },
    });
    device.registry.start();
    await device.clock.advance(300_000);
    expect(times).toBeGreaterThanOrEqual(6);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
    expect(device.clock.pending).toBe(0);
  });

  it('a disabled device is left alone and says so', async () => {
    const device = setUp(kind, {}, 'disabled');
    device.registry.start();
    await device.clock.advance(60_000);
    expect(device.log).toEqual([]);
    expect(device.states.at(-1)).toMatchObject({ admin: 'disabled', operating: 'unknown' });
    await expect(device.execute('show')).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await device.registry.stop();
  });

  it('is left at once when the gateway stops, even in the middle of a poll that hangs', async () => {
    const device = setUp(kind);
    device.registry.start();
    await device.clock.advance(1);
    device.script.poll = () => new Promise<void>(() => undefined);
    await device.clock.advance(10_000);
    await device.registry.stop();
    expect(device.log.at(kind === 'bus' ? -2 : -1)).toBe('close');
  });
});

describe.each(kinds)('a device on a %s link that is exchanging cash', (kind) => {
  it('is quiet until contact is lost: then it can say so no longer', async () => {
    const device = setUp(kind, { poll: (context) => context.suppress('exchange', 'cash') });
    device.registry.start();
    await device.clock.advance(25_000);
    expect(device.contact).toEqual(['exchange: cash', 'restored']);
    device.script.poll = () => Promise.reject(noReply());
    device.script.identify = () => Promise.reject(noReply());
    await device.clock.advance(15_000);
    expect(device.contact.slice(2)).toEqual(['lost', 'unsuppressed']);
    await device.registry.stop();
    expect(device.clock.pending).toBe(0);
  });
});

describe('a stream link', () => {
  it('that is lost in the middle is opened anew: no byte of the old connection lives on', async () => {
    const device = setUp('stream');
    device.registry.start();
    await device.clock.advance(1);
    device.peers[0]!.unplug('device node /dev/ttyUSB0 is gone');
    await device.clock.advance(1);
    expect(device.operating()).toBe('degraded');
    expect(device.states.at(-1)?.['reason']).toContain('device node /dev/ttyUSB0 is gone');
    await device.clock.advance(2_000);
    expect(device.peers).toHaveLength(2);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
  });

  it('that cannot be opened at start-up leaves the device offline until it can', async () => {
    const device = setUp('stream');
    device.refuse(new GatewayError('TRANSPORT_OPEN_FAILED', 'tcp h:1: connection refused'));
    device.registry.start();
    await device.clock.advance(10_000);
    expect(device.operating()).toBe('offline');
    expect(device.conditions.at(-1)).toMatchObject({ active: true, detail: 'tcp h:1: connection refused' });
    device.refuse(undefined);
    await device.clock.advance(70_000);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
  });

  it('a session that has ended no longer speaks for the device', async () => {
    let old: DriverContext | undefined;
    const device = setUp('stream', {
      poll: (context) => {
        old = old ?? context;
      },
    });
    device.registry.start();
    await device.clock.advance(1);
    device.peers[0]!.unplug();
    await device.clock.advance(3_000);
    old?.state({ paper: 'out' });
    old?.alarm({ type: 'printer-paper-out', active: true });
    await settle();
    expect(device.states.at(-1)).not.toHaveProperty('paper');
    expect(device.conditions.some(({ type }) => type === 'printer-paper-out')).toBe(false);
    await device.registry.stop();
  });
});

describe('a port at which a device calls', () => {
  it('stays with its session while connections come and go', async () => {
    const device = setUp('listen');
    device.registry.start();
    await device.clock.advance(1);
    for (let time = 0; time < 3; time++) {
      const caller = device.calls[0]!();
      await device.clock.advance(15_000);
      caller.unplug();
    }
    await device.clock.advance(15_000);
    expect(device.log.filter((entry) => entry !== 'poll')).toEqual(['open', 'identify']);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
    const late = device.calls[0]!();
    expect(await late.closed).toMatchObject({ kind: 'lost' });
  });

  it('that cannot be had leaves the device offline until it can, with the reason', async () => {
    const device = setUp('listen');
    device.refuse(new GatewayError('TRANSPORT_OPEN_FAILED', 'cannot listen on h:1: another program has this port'));
    device.registry.start();
    await device.clock.advance(10_000);
    expect(device.operating()).toBe('offline');
    expect(device.conditions.at(-1)).toMatchObject({
      active: true,
      detail: expect.stringContaining('another program'),
    });
    device.refuse(undefined);
    await device.clock.advance(70_000);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
  });
});

describe('a bus member that rests', () => {
  it('is not counted as failing for polls that were never sent', async () => {
    const device = setUp('bus');
    device.registry.start();
    await device.clock.advance(1);
    device.script.poll = () => Promise.reject(new GatewayError('TRANSPORT_MEMBER_SILENT', 'rests'));
    await device.clock.advance(60_000);
    expect(device.operating()).toBe('online');
    await device.registry.stop();
  });

  it('is out of contact when it has answered no calls either', async () => {
    const device = setUp('bus');
    device.registry.start();
    await device.clock.advance(1);
    const rests = new GatewayError('TRANSPORT_MEMBER_SILENT', 'rests', { unanswered: 3 });
    device.script.poll = () => Promise.reject(rests);
    await device.clock.advance(60_000);
    expect(device.operating()).toBe('offline');
    await device.registry.stop();
  });
});

describe('commands', () => {
  it('wait for the first contact as long as they are wanted', async () => {
    let answer: () => void = () => undefined;
    const device = setUp('stream', { identify: () => new Promise<void>((resolve) => (answer = resolve)) });
    device.registry.start();
    await device.clock.advance(1);
    const result = device.execute('show');
    await device.clock.advance(2_000);
    answer();
    expect(await result).toEqual({ shown: true });
    await device.registry.stop();
  });

  it('fail at once with the reason when the device is known to be away', async () => {
    const device = setUp('stream');
    device.refuse(new GatewayError('TRANSPORT_OPEN_FAILED', 'tcp h:1: connection refused'));
    device.registry.start();
    await device.clock.advance(10_000);
    await expect(device.execute('show')).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
      message: 'dev is not in contact: tcp h:1: connection refused',
    });
    await device.registry.stop();
  });

  it('that a driver lacks are not offered', () => {
    const device = setUp('none');
    expect(Object.keys(device.registry.target('dev')!.commands)).toEqual(['show', 'maintenance']);
    expect(device.registry.target('other')).toBeUndefined();
  });

  it('that hang end as unknown', async () => {
    const device = setUp('none', { show: () => new Promise(() => undefined) });
    device.registry.start();
    await device.clock.advance(1);
    const result = device.execute('show');
    const checked = expect(result).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
    await device.clock.advance(61_000);
    await checked;
    await device.registry.stop();
  });

  it('maintenance keeps equipment alarms quiet and ends by itself', async () => {
    const device = setUp('none');
    device.registry.start();
    await device.clock.advance(1);
    const target = device.registry.target('dev')!;
    const info = { commandId: 'c', clientId: 'q', expiresAt: device.clock.now() + 5_000 };
    await target.execute('maintenance', { on: true, minutes: 10, reason: 'new roll' }, info);
    expect(device.registry.view()['dev']?.['admin']).toBe('maintenance');
    await device.clock.advance(600_000);
    expect(device.registry.view()['dev']?.['admin']).toBe('enabled');
    expect(device.contact.slice(-2)).toEqual(['maintenance: new roll', 'unsuppressed']);
    await device.registry.stop();
    expect(device.clock.pending).toBe(0);
  });
});
