import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { head, loaded, mistakesIn, mistakesInFile } from './fixtures.js';

const uplinkOf = async (text: string, files?: Record<string, string>) =>
  (await loaded(head + text, files)).config.uplink;
/** The mistakes of an uplink with this address and these lines, which start at line 6. */
const mistakesBeside = (...lines: string[]) =>
  mistakesIn(['uplink:', '  url: mqtts://centre', ...lines.map((line) => `  ${line}`), ''].join('\n'));

describe('the uplink', () => {
  test('is absent when nothing is said: the gateway stands alone', async () => {
    expect(await uplinkOf('')).toBeUndefined();
  });

  test('needs an address and nothing else', async () => {
    expect(await uplinkOf('uplink: { url: "mqtt://10.1.0.5" }\n')).toStrictEqual({
      url: 'mqtt://10.1.0.5:1883',
      protocolVersion: 5,
      clientId: 'b1-gw1',
      keepaliveSeconds: 15,
      sessionExpirySeconds: 120,
      maxInFlight: 1_000,
      forward: [],
      outbox: {
        maxBytes: 268_435_456,
        reservedBytes: 26_843_545,
        maxAgeMs: 2_592_000_000,
        diskFloorBytes: 209_715_200,
        lingerMs: { event: 0, telemetry: 5 },
      },
    });
  });

  test('takes everything that can be said', async () => {
    const text = `uplink:
  url: mqtt://127.0.0.1:2883
  protocolVersion: 4
  clientId: branch/one
  username: 网点
  passwordFile: pw
  keepaliveSeconds: 5
  sessionExpirySeconds: 0
  maxInFlight: 65535
  forward: [queue/#, { filter: ticket/+/taken, chain: critical }, { filter: room, chain: telemetry }, { filter: a }]
  outbox:
    { maxMegabytes: 4, reservedPercent: 50, maxAgeDays: 1, diskFloorMegabytes: 0, lingerMs: { event: 7, telemetry: 0 } }
`;
    expect(await uplinkOf(text, { [resolve('pw')]: 'geheim\n' })).toStrictEqual({
      url: 'mqtt://127.0.0.1:2883',
      protocolVersion: 4,
      clientId: 'branch/one',
      username: '网点',
      password: 'geheim',
      keepaliveSeconds: 5,
      sessionExpirySeconds: 0,
      maxInFlight: 65_535,
      forward: [
        { filter: 'queue/#', chain: 'event' },
        { filter: 'ticket/+/taken', chain: 'critical' },
        { filter: 'room', chain: 'telemetry' },
        { filter: 'a', chain: 'event' },
      ],
      outbox: {
        maxBytes: 4_194_304,
        reservedBytes: 2_097_152,
        maxAgeMs: 86_400_000,
        diskFloorBytes: 0,
        lingerMs: { event: 7, telemetry: 0 },
      },
    });
  });

  test('fills in one delay when only the other is named', async () => {
    const uplink = await uplinkOf('uplink: { url: "mqtt://h", outbox: { lingerMs: { event: 3 } } }\n');
    expect(uplink?.outbox.lingerMs).toEqual({ event: 3, telemetry: 5 });
  });
});

describe('the address of the centre', () => {
  test.each([
    ['mqtt://centre', 'mqtt://centre:1883'],
    ['mqtts://centre', 'mqtts://centre:8883'],
    ['mqtts://centre.bank.example:443', 'mqtts://centre.bank.example:443'],
    ['mqtt://10.1.0.5:65535', 'mqtt://10.1.0.5:65535'],
    ['mqtts://[fe80::1]', 'mqtts://[fe80::1]:8883'],
    ['mqtt://[::1]:2883', 'mqtt://[::1]:2883'],
  ])('%s is %s', async (written, meant) => {
    expect((await uplinkOf(`uplink: { url: "${written}" }\n`))?.url).toBe(meant);
  });

  const form = 'mqtt://host[:port] or mqtts://host[:port]';
  const parts = `${form} with a host name or IP address (IPv6 in brackets) and a port from 1 to 65535`;
  const noPath = `${form} and nothing behind it: MQTT has no path`;
  test.each([
    ['10.1.0.5', `${form} (with TLS)`],
    ['tcp://centre:1883', `${form} (with TLS)`],
    ['ws://centre/mqtt', `${form} (with TLS)`],
    ['MQTT://centre', `${form} (with TLS)`],
    ['mqtt://', parts],
    ['mqtt://centre:0', parts],
    ['mqtt://centre:65536', parts],
    ['mqtt://centre:', parts],
    ['mqtt://fe80::1', parts],
    ['mqtt://two words', parts],
    ['mqtt://centre/', noPath],
    ['mqtt://centre:1883/mqtt', noPath],
    ['mqtt://centre?x=1', noPath],
  ])('%s is refused', async (url, allowed) => {
    expect(await mistakesIn(`uplink:\n  url: "${url}"\n`)).toEqual([
      `x.yaml:5 uplink.url: found "${url}", allowed: ${allowed}`,
    ]);
  });

  test('with a user in it is told where user and password go, and is not repeated', async () => {
    expect(await mistakesIn('uplink:\n  url: "mqtt://gw:hunter2@centre"\n')).toEqual([
      `x.yaml:5 uplink.url: found "mqtt://…@centre", allowed: ${form}; the user belongs in uplink.username, the password in a file that uplink.passwordFile names`,
    ]);
  });

  test('is needed', async () => {
    expect(await mistakesIn('uplink: {}\n')).toEqual([
      'x.yaml:4 uplink.url: found nothing, allowed: address of the central broker: mqtt://host[:port] (default port 1883) or mqtts://host[:port] (TLS, default port 8883), without user, password and path',
    ]);
  });

  test.each([
    ['', 'mqtt://127.0.0.1'],
    ['', 'mqtt://localhost:1883'],
    ['broker: { host: 0.0.0.0, port: 2000, users: [{ name: a, passwordFile: pw }] }\n', 'mqtt://[::1]:2000'],
    ['broker: { host: 10.0.0.5, users: [{ name: a, passwordFile: pw }] }\n', 'mqtt://10.0.0.5'],
  ])('is not the local broker of the gateway itself: %j %s', async (broker, url) => {
    const [said, ...more] = await mistakesInFile(`${head}${broker}uplink: { url: "${url}" }\n`, {
      [resolve('pw')]: 'x',
    });
    expect(said).toMatch(
      /:\d uplink\.url: found ".*", which is the local broker of this gateway, allowed: the address of the central broker\. A gateway that stands alone has no uplink$/,
    );
    expect(more).toEqual([]);
  });

  test('may be another broker of this machine', async () => {
    expect(await mistakesIn('uplink: { url: "mqtt://127.0.0.1:1884" }\n')).toEqual([]);
    const lan =
      'broker: { host: 10.0.0.5, users: [{ name: a, passwordFile: pw }] }\nuplink: { url: "mqtt://127.0.0.1" }\n';
    expect(await mistakesInFile(head + lan, { [resolve('pw')]: 'x' })).toEqual([]);
  });
});

describe('a value out of range', () => {
  const visible =
    'MQTT client id, no other client of the centre may have it: 1 to 64 visible ASCII characters, default {branch.id}-{gateway.id}';
  test.each([
    ['protocolVersion: 3', 'protocolVersion: found 3, allowed: 5, 4'],
    ['protocolVersion: 3.1.1', 'protocolVersion: found "3.1.1", allowed: 5, 4'],
    ['clientId: ""', `clientId: found "", allowed: ${visible}`],
    ['clientId: "a b"', `clientId: found "a b", allowed: ${visible}`],
    [
      'username: "a b"',
      'username: found "a b", allowed: MQTT user name at the centre, 1 to 256 characters without spaces',
    ],
    ['keepaliveSeconds: 4', 'keepaliveSeconds: found 4, allowed: a whole number from 5 to 600'],
    ['keepaliveSeconds: 601', 'keepaliveSeconds: found 601, allowed: a whole number from 5 to 600'],
    ['sessionExpirySeconds: -1', 'sessionExpirySeconds: found -1, allowed: a whole number from 0 to 86400'],
    ['sessionExpirySeconds: 86401', 'sessionExpirySeconds: found 86401, allowed: a whole number from 0 to 86400'],
    ['maxInFlight: 0', 'maxInFlight: found 0, allowed: a whole number from 1 to 65535'],
    ['maxInFlight: 65536', 'maxInFlight: found 65536, allowed: a whole number from 1 to 65535'],
    ['allowPlaintext: "yes"', 'allowPlaintext: found "yes", allowed: true or false'],
    ['forward: queue/#', 'forward: found "queue/#", allowed: a list of at most 100 entries'],
    ['outbox: { maxMegabytes: 3 }', 'outbox.maxMegabytes: found 3, allowed: a whole number from 4 to 65536'],
    ['outbox: { maxMegabytes: 65537 }', 'outbox.maxMegabytes: found 65537, allowed: a whole number from 4 to 65536'],
    ['outbox: { reservedPercent: 4 }', 'outbox.reservedPercent: found 4, allowed: a whole number from 5 to 50'],
    ['outbox: { reservedPercent: 51 }', 'outbox.reservedPercent: found 51, allowed: a whole number from 5 to 50'],
    ['outbox: { maxAgeDays: 0 }', 'outbox.maxAgeDays: found 0, allowed: a whole number from 1 to 3650'],
    ['outbox: { maxAgeDays: 1.5 }', 'outbox.maxAgeDays: found 1.5, allowed: a whole number from 1 to 3650'],
    [
      'outbox: { diskFloorMegabytes: -1 }',
      'outbox.diskFloorMegabytes: found -1, allowed: a whole number from 0 to 1048576',
    ],
    ['outbox: { lingerMs: 5 }', 'outbox.lingerMs: found 5, allowed: a mapping with event, telemetry'],
    [
      'outbox: { lingerMs: { event: 1001 } }',
      'outbox.lingerMs.event: found 1001, allowed: a whole number from 0 to 1000',
    ],
  ])('%s', async (line, said) => {
    expect(await mistakesBeside(line)).toEqual([`x.yaml:6 uplink.${said}`]);
  });

  test.each([
    [
      'keepAlive: 5',
      'keepAlive: found an unknown key, allowed: url, protocolVersion, clientId, username, passwordFile, allowPlaintext, tls, keepaliveSeconds, sessionExpirySeconds, maxInFlight, forward, outbox. Did you mean "keepaliveSeconds"?',
    ],
    [
      'fordward: []',
      'fordward: found an unknown key, allowed: url, protocolVersion, clientId, username, passwordFile, allowPlaintext, tls, keepaliveSeconds, sessionExpirySeconds, maxInFlight, forward, outbox. Did you mean "forward"?',
    ],
    [
      'outbox: { lingerMs: { critical: 1 } }',
      'outbox.lingerMs.critical: found an unknown key, allowed: event, telemetry',
    ],
    ['tls: { pfx: x }', 'tls.pfx: found an unknown key, allowed: caFile, certFile, keyFile'],
  ])('an unknown key: %s', async (line, said) => {
    expect(await mistakesBeside(line)).toEqual([`x.yaml:6 uplink.${said}`]);
  });
});

describe('a password', () => {
  const files = { [resolve('pw')]: 'geheim\n' };
  const withPassword = (url: string, extra = '') =>
    `${head}uplink:\n  url: ${url}\n  username: gw\n  passwordFile: pw\n${extra}`;

  test('goes over TLS, to this machine, or in clear where the file says so', async () => {
    for (const text of [
      withPassword('mqtts://centre'),
      withPassword('mqtt://127.0.0.1:2883'),
      withPassword('mqtt://centre', '  allowPlaintext: true\n'),
    ]) {
      expect((await loaded(text, files)).config.uplink).toMatchObject({ username: 'gw', password: 'geheim' });
    }
  });

  test('does not go in clear to another machine by mistake', async () => {
    expect(await mistakesInFile(withPassword('mqtt://centre'), files)).toEqual([
      'x.yaml:5 uplink.url: found "mqtt://centre" with a password, which everybody on the way could read, allowed: mqtts:// (TLS), or uplink.allowPlaintext: true where something else protects the way, e.g. a VPN',
    ]);
  });

  test('has a user', async () => {
    expect(await mistakesInFile(`${head}uplink:\n  url: mqtts://centre\n  passwordFile: pw\n`, files)).toEqual([
      'x.yaml:4 uplink.username: found a passwordFile without a username, allowed: a username beside it',
    ]);
  });

  test('is read from a file, and a file that is not there is named', async () => {
    expect(await mistakesInFile(withPassword('mqtts://centre'))).toEqual([
      `x.yaml:7 uplink.passwordFile: found no such file (${resolve('pw')}), allowed: a file that can be read`,
    ]);
    expect(await mistakesInFile(withPassword('mqtts://centre'), { [resolve('pw')]: 'geheim\nmehr\n' })).toEqual([
      `x.yaml:7 uplink.passwordFile: found a file of several lines (${resolve('pw')}), allowed: a file with the password on its only line`,
    ]);
  });
});

describe('which publishes of local clients are carried', () => {
  const forwardMistakes = (...entries: string[]) =>
    mistakesBeside('forward:', ...entries.map((entry) => `  - ${entry}`));

  test.each([
    ['"#/a"', 'a topic filter with # only as its whole last level, e.g. queue/#'],
    ['queue/a+', 'a topic filter with + only as a whole level, e.g. queue/+/ticket'],
    ['$SYS/#', 'a topic filter that does not start with $: those topics belong to the broker'],
    ['""', 'a topic filter of at least one character, e.g. queue/#'],
  ])('a filter that is none is explained: %s', async (filter, allowed) => {
    const found = JSON.stringify(filter.replaceAll('"', ''));
    expect(await forwardMistakes('ok', filter)).toEqual([
      `x.yaml:8 uplink.forward[1]: found ${found}, allowed: ${allowed}`,
    ]);
    expect(await forwardMistakes('ok', `{ filter: ${filter}, chain: event }`)).toEqual([
      `x.yaml:8 uplink.forward[1].filter: found ${found}, allowed: ${allowed}`,
    ]);
  });

  test('a chain that is none', async () => {
    expect(await forwardMistakes('{ filter: a, chain: alarms }')).toEqual([
      'x.yaml:7 uplink.forward[0].chain: found "alarms", allowed: critical, event, telemetry',
    ]);
  });

  test.each(['branch/b1/gw1', 'branch/b1/gw1/#', 'branch/b1/gw1/device/+/state'])(
    'the tree of the gateway itself reaches the centre anyway: %s',
    async (filter) => {
      expect(await forwardMistakes(filter)).toEqual([
        `x.yaml:7 uplink.forward[0]: found "${filter}", allowed: a topic filter outside branch/b1/gw1/, which is the gateway's own and reaches the centre by itself`,
      ]);
    },
  );

  test.each(['branch/b1/gw10/#', 'branch/b2/gw1/#', '"#"', '+/b1/x'])('%s is another', async (filter) => {
    expect(await forwardMistakes(filter)).toEqual([]);
  });

  test('each filter once, however it is written', async () => {
    expect(await forwardMistakes('queue/#', 'a', '{ filter: queue/#, chain: critical }')).toEqual([
      'x.yaml:9 uplink.forward[2].filter: found "queue/#", allowed: each topic filter once. uplink.forward[0] has it already',
    ]);
  });

  test('a hundred and no more', async () => {
    const filters = (count: number) => `[${Array.from({ length: count }, (_, index) => `t${index}`).join(', ')}]`;
    expect(await mistakesBeside(`forward: ${filters(100)}`)).toEqual([]);
    expect(await mistakesBeside(`forward: ${filters(101)}`)).toEqual([
      'x.yaml:6 uplink.forward: found a list of 101, allowed: a list of at most 100 entries',
    ]);
  });
});
