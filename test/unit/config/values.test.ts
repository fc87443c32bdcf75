import { describe, expect, test } from 'vitest';
import { head, mistakesIn, mistakesInFile } from './fixtures.js';

/** One broker field with a bad value: what is said behind `x.yaml:4 broker.`. */
const brokerCases: [string, string][] = [
  ['port: "1883"', 'port: found "1883", allowed: a whole number from 1 to 65535'],
  ['port: 0', 'port: found 0, allowed: a whole number from 1 to 65535'],
  ['port: 65536', 'port: found 65536, allowed: a whole number from 1 to 65535'],
  ['port: 1883.5', 'port: found 1883.5, allowed: a whole number from 1 to 65535'],
  ['port: .inf', 'port: found .inf, allowed: a whole number from 1 to 65535'],
  ['port:', 'port: found an empty value, allowed: a whole number from 1 to 65535'],
  ['port: [1, 2]', 'port: found a list of 2, allowed: a whole number from 1 to 65535'],
  ['maxPacketBytes: 1023', 'maxPacketBytes: found 1023, allowed: a whole number from 1024 to 16777216'],
  ['maxClients: 0x0', 'maxClients: found 0x0, allowed: a whole number from 1 to 10000'],
  ['users: admin', 'users: found "admin", allowed: a list'],
  [
    'host: "mqtt://0.0.0.0"',
    'host: found "mqtt://0.0.0.0", allowed: address the broker listens on, default 127.0.0.1 (this machine only): host name or IP address, without port or scheme',
  ],
  [
    'host: 127.1',
    'host: found 127.1, allowed: address the broker listens on, default 127.0.0.1 (this machine only): host name or IP address, without port or scheme. Put it in quotes',
  ],
];

describe('a value of the wrong kind or out of range', () => {
  test.each(brokerCases)('broker { %s }', async (field, said) => {
    expect(await mistakesIn(`broker:\n  ${field}\n`)).toEqual([`x.yaml:5 broker.${said}`]);
  });

  test('of an enumeration is answered with the list', async () => {
    expect(await mistakesInFile(head.replace('id: gw1', 'id: gw1, language: chinese'))).toEqual([
      'x.yaml:3 gateway.language: found "chinese", allowed: zh, en',
    ]);
  });

  test('of a constant is answered with the constant', async () => {
    expect(await mistakesInFile(head.replace('version: 1', 'version: 2'))).toEqual([
      'x.yaml:1 version: found 2, allowed: 1',
    ]);
    expect(await mistakesInFile(head.replace('version: 1', 'version: "1"'))).toEqual([
      'x.yaml:1 version: found "1", allowed: 1',
    ]);
  });

  test('a whole section of the wrong kind is one mistake', async () => {
    expect(await mistakesIn('broker: 127.0.0.1\nbuses: none\ndevices:\n  - printer-1\n')).toEqual([
      'x.yaml:4 broker: found "127.0.0.1", allowed: a mapping with host, port, websocketPort, users, maxPacketBytes, maxClients, wrongLogins',
      'x.yaml:5 buses: found "none", allowed: a list',
      'x.yaml:7 devices[0]: found "printer-1", allowed: a mapping with id, class, driver, link, bus, admin, switch, dependsOn, hours, options',
    ]);
  });

  test('a long value is cut, so that a message stays a line', async () => {
    const [message] = await mistakesInFile(head.replace('gw1', `"${'x\\n'.repeat(500)}"`));
    expect(message).not.toContain('\n');
    expect(message?.length).toBeLessThan(250);
  });

  test('a password inside an address is not repeated', async () => {
    const body =
      'devices:\n  - { id: k, class: terminal, driver: probe, options: { tcp: { host: h, port: 1 }, url: "ftp://me:hunter2@h/" } }\n';
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:5 devices[0].options.url: found "ftp://…@h/", allowed: an http address without user and password',
    ]);
  });
});

describe('a missing key', () => {
  test('is reported at the line of its parent', async () => {
    expect(
      await mistakesIn('devices:\n  - class: terminal\n    driver: probe\n    options:\n      tcp:\n        host: h\n'),
    ).toEqual([
      'x.yaml:5 devices[0].id: found nothing, allowed: device id: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit; "gateway" is reserved for the gateway itself',
      'x.yaml:8 devices[0].options.tcp.port: found nothing, allowed: a whole number from 1 to 65535',
    ]);
  });

  test('at the top is reported at line 1, each in a message of its own', async () => {
    expect(await mistakesInFile('broker: {}\n')).toEqual([
      'x.yaml:1 version: found nothing, allowed: 1',
      'x.yaml:1 branch: found nothing, allowed: a mapping with id, name, timezone, hours',
      'x.yaml:1 gateway: found nothing, allowed: a mapping with id, stateDir, language, healthIntervalSeconds, templates',
    ]);
  });

  test('of a link is its type', async () => {
    expect(await mistakesIn('buses: [{ id: l, link: { host: h, port: 1 } }]\n')).toEqual([
      'x.yaml:4 buses[0].link.type: found nothing, allowed: serial, tcp',
    ]);
  });
});

describe('ids', () => {
  const idAllowed =
    'device id: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit; "gateway" is reserved for the gateway itself';

  test.each(['Printer', 'a_b', '-a', 'a/b', '打印机', 'gateway', 'x'.repeat(41)])('%s is refused', async (id) => {
    const body = `devices:\n  - { id: "${id}", class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } } }\n`;
    expect(await mistakesIn(body)).toEqual([`x.yaml:5 devices[0].id: found "${id}", allowed: ${idAllowed}`]);
  });

  test.each(['a', '0', 'gateway-2', 'printer-1', 'x'.repeat(40)])('%s is fine', async (id) => {
    const body = `devices:\n  - { id: "${id}", class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } } }\n`;
    expect(await mistakesIn(body)).toEqual([]);
  });

  test('a bus is not called gateway either', async () => {
    expect(await mistakesIn('buses: [{ id: gateway, link: { type: tcp, host: h, port: 1 } }]\n')).toHaveLength(1);
  });

  test('a branch id is one level of a topic', async () => {
    for (const id of ['b/1', '+', '#', 'B1', '""']) {
      expect(await mistakesInFile(head.replace('id: b1', `id: "${id.replaceAll('"', '')}"`))).toEqual([
        expect.stringMatching(/^x\.yaml:2 branch\.id: found ".*", allowed: branch id, part of every topic/),
      ]);
    }
  });
});

describe('hosts', () => {
  const bus = (host: string) => `buses: [{ id: l, link: { type: tcp, host: "${host}", port: 1 } }]\n`;

  test.each(['10.0.0.9', 'printer', 'printer.branch.local', '::1', 'fe80::1%eth0', '2001:db8::7'])(
    '%s is fine',
    async (host) => {
      expect(await mistakesIn(bus(host))).toEqual([]);
    },
  );

  test.each(['', ' ', '10.0.0.9:9100', 'tcp://10.0.0.9', 'a b', '-x'])('"%s" is refused', async (host) => {
    expect(await mistakesIn(bus(host))).toEqual([
      `x.yaml:4 buses[0].link.host: found "${host}", allowed: address to connect to: host name or IP address, without port or scheme`,
    ]);
  });
});
