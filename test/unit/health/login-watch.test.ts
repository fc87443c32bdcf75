import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalBroker, startBroker } from '../../../gateway/broker/broker.js';
import { watchLogins } from '../../../gateway/health/login-watch.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import type { Branch } from '../alarms/support.js';
import { detailOf, gatewayAlarms, reporter, restarted } from './support.js';

const type = 'unauthorised-access-attempt';
let branch: Branch;
let logins: ReturnType<typeof watchLogins>;

beforeEach(async () => {
  branch = await gatewayAlarms();
  logins = watchLogins({ clock: branch.clock, limit: 5, condition: reporter(branch) });
  logins.start();
});
afterEach(() => branch.shutDown());

const wrong = (times: number, address = '10.0.0.7', user = 'queue') => {
  for (let n = 0; n < times; n++) logins.wrong({ address, user });
};

describe('wrong passwords', () => {
  test('five within ten minutes are an alarm that says from where and as whom', async () => {
    wrong(4);
    expect(await branch.take()).toEqual([]);
    await branch.after(120);
    wrong(1, '10.0.0.8', 'admin');
    expect(await branch.take()).toEqual([`raise ${type}`]);
    expect(detailOf(branch, type)).toBe(
      '5 logins with a wrong user or password within 120 s, the last from 10.0.0.8 as "admin"',
    );
    expect(branch.retained.get(`gateway/${type}`)).toMatchObject({
      'x-owner': 'security',
      'perceived-severity': 'major',
      'probable-cause-string': 'unauthorizedAccessAttempt',
    });
  });

  test('five in more than ten minutes are none: people mistype', async () => {
    for (let n = 0; n < 20; n++) {
      wrong(1);
      await branch.after(151);
    }
    expect(await branch.take()).toEqual([]);
  });

  test('count by the time that passes, not by a clock that is set meanwhile', async () => {
    wrong(4);
    branch.clock.jump(3_600_000);
    wrong(1);
    expect(await branch.take()).toEqual([`raise ${type}`]);
  });

  test('the alarm clears an hour after the last series', async () => {
    wrong(5);
    await branch.after(1_800);
    wrong(5);
    await branch.after(3_599);
    expect(await branch.take()).toEqual([`raise ${type}`]);
    await branch.after(1);
    expect(await branch.take()).toEqual([`clear ${type}`]);
  });

  test('an alarm of before a restart clears an hour after it', async () => {
    wrong(5);
    await branch.take();
    await restarted(branch);
    logins.start();
    await branch.after(3_600);
    expect(await branch.take()).toEqual([`clear ${type}`]);
  });

  test('ten thousand within a minute are one raise and one version of the record', async () => {
    wrong(5);
    await branch.flush();
    const before = branch.retainedMessages;
    for (let n = 0; n < 10_000; n++) logins.wrong({ address: `10.0.${n % 256}.9`, user: `u${n}` });
    expect(await branch.take()).toEqual([`raise ${type}`]);
    expect(branch.retainedMessages).toBe(before);
    await branch.after(60);
    wrong(5);
    await branch.flush();
    expect(branch.retainedMessages).toBe(before + 1);
  });

  test.each([
    ['a line break', 'a\nb', '"a\\nb"'],
    ['a novel', 'x'.repeat(5_000), `"${'x'.repeat(59)}…"`],
    ['nothing', '', '""'],
  ])('a user called %s does no harm', async (_what, user, told) => {
    wrong(5, '10.0.0.7', user);
    await branch.flush();
    expect(detailOf(branch, type)?.endsWith(`as ${told}`)).toBe(true);
  });
});

describe('at the broker', () => {
  let broker: LocalBroker;
  const attempts: { address: string; user: string }[] = [];

  beforeEach(async () => {
    attempts.length = 0;
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      websocketPort: 0,
      accounts: [{ name: 'queue', password: 'right' }],
      maxPacketBytes: 20_000,
      maxClients: 20,
      topics: topicsOf({ branchId: 'b017', gatewayId: 'gw1' }),
      bus: createMessageBus(() => undefined),
      clock: branch.clock,
      onCommand: async () => undefined,
      onRefused: () => undefined,
      onDropped: () => undefined,
      onWrongLogin: (login) => {
        attempts.push(login);
        logins.wrong(login);
      },
    });
  });
  afterEach(() => broker.close());

  const connect = (url: string, username: string, password: string) =>
    connectAsync(url, { username, password, reconnectPeriod: 0, protocolVersion: 4 });
  const urls = () => [`mqtt://127.0.0.1:${broker.port}`, `ws://127.0.0.1:${broker.websocketPort}`];

  test('a wrong password and an unknown user are told with their address, over TCP and WebSocket', async () => {
    for (const url of urls()) {
      await expect(connect(url, 'queue', 'guess')).rejects.toThrow(/Bad username or password/);
      await expect(connect(url, 'nobody', 'right')).rejects.toThrow(/Bad username or password/);
    }
    expect(attempts.map(({ user }) => user)).toEqual(['queue', 'nobody', 'queue', 'nobody']);
    for (const { address } of attempts) expect(address).toMatch(/^(?:::ffff:)?127\.0\.0\.1$/);
  });

  test('a right one is nobody’s business, and the alarm never has the password', async () => {
    const [url = ''] = urls();
    const client = await connect(url, 'queue', 'right');
    await client.endAsync(true);
    expect(attempts).toEqual([]);
    for (let n = 0; n < 5; n++) await connect(url, 'queue', 'geheim-1').catch(() => undefined);
    expect(await branch.take()).toEqual([`raise ${type}`]);
    expect(JSON.stringify([...branch.retained.values()])).not.toContain('geheim');
  });
});
