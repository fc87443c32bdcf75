import { describe, expect, test } from 'vitest';
import { head, mistakesIn, mistakesInFile } from './fixtures.js';

const probe = 'class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } }';

describe('a key nobody knows', () => {
  test('at the top is named with its line and the keys there are', async () => {
    expect(await mistakesIn('brokker: { port: 1883 }\n')).toEqual([
      'x.yaml:4 brokker: found an unknown key, allowed: version, branch, gateway, broker, uplink, buses, switches, devices, calls, alarms, webhooks, http, deviceFile, duty, hall, routines. Did you mean "broker"?',
    ]);
  });

  test('that resembles nothing comes without a suggestion', async () => {
    expect(await mistakesIn('weather: { url: "mqtt://127.0.0.1:2883" }\n')).toEqual([
      'x.yaml:4 weather: found an unknown key, allowed: version, branch, gateway, broker, uplink, buses, switches, devices, calls, alarms, webhooks, http, deviceFile, duty, hall, routines',
    ]);
  });

  test('in each section is compared with the keys of that section', async () => {
    const text = [
      'version: 1',
      'branch: { id: b1, name: X, timezone: UTC, timezome: UTC }',
      'gateway: { id: g, lang: zh }',
      'broker:',
      '  prot: 1883',
      '  users:',
      '    - { name: a, passwordFile: pw, password: hunter2 }',
    ].join('\n');
    const found = await mistakesInFile(text, { [`${process.cwd()}/pw`]: 'secret' });
    expect(found).toEqual([
      'x.yaml:2 branch.timezome: found an unknown key, allowed: id, name, timezone, hours',
      'x.yaml:3 gateway.lang: found an unknown key, allowed: id, stateDir, language, healthIntervalSeconds, templates. Did you mean "language"?',
      'x.yaml:5 broker.prot: found an unknown key, allowed: host, port, websocketPort, users, maxPacketBytes, maxClients, wrongLogins. Did you mean "port"?',
      'x.yaml:7 broker.users[0].password: found an unknown key, allowed: name, passwordFile',
    ]);
    expect(found.join()).not.toContain('hunter2');
  });

  test('in a link is compared with the keys of that type of link', async () => {
    const body = `buses:\n  - id: l\n    link:\n      type: serial\n      path: /dev/ttyS1\n      baud: 9600\n      port: 3\n`;
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:9 buses[0].link.baud: found an unknown key, allowed: type, path, usb, baudRate, dataBits, parity, stopBits, flowControl, alternatives. Did you mean "baudRate"?',
      'x.yaml:10 buses[0].link.port: found an unknown key, allowed: type, path, usb, baudRate, dataBits, parity, stopBits, flowControl, alternatives',
    ]);
  });

  test('in the options is compared with those of the driver', async () => {
    const body = `buses: [{ id: l, link: { type: tcp, host: h, port: 1 } }]\ndevices:\n  - id: a\n    class: led-board\n    driver: onbon\n    bus: l\n    options:\n      address: 1\n      pollInterval: 500\n`;
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:12 devices[0].options.pollInterval: found an unknown key, allowed: address, width, brightness, zones, pollIntervalMs. Did you mean "pollIntervalMs"?',
    ]);
  });
});

describe('one slip of the pen is one message', () => {
  test('a misspelled required key is not missing as well', async () => {
    expect(await mistakesInFile(head.replace('{ id: gw1 }', '{ di: gw1 }'))).toEqual([
      'x.yaml:3 gateway.di: found an unknown key, allowed: id, stateDir, language, healthIntervalSeconds, templates. Did you mean "id"?',
    ]);
  });

  test('a misspelled link is not missing as well', async () => {
    const body =
      'devices:\n  - { id: p, class: ticket-printer, driver: escpos, lnik: { type: tcp, host: h, port: 1 } }\n';
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:5 devices[0].lnik: found an unknown key, allowed: id, class, driver, link, bus, admin, switch, dependsOn, hours, options. Did you mean "link"?',
    ]);
  });

  test('misspelled options do not lack what stands in them', async () => {
    expect(await mistakesIn(`devices:\n  - { id: k, ${probe.replace('options', 'optoins')} }\n`)).toEqual([
      'x.yaml:5 devices[0].optoins: found an unknown key, allowed: id, class, driver, link, bus, admin, switch, dependsOn, hours, options. Did you mean "options"?',
    ]);
  });

  test('a key that is there is not suggested for another', async () => {
    expect(await mistakesIn(`devices:\n  - { id: k, ${probe}, option: {} }\n`)).toEqual([
      'x.yaml:5 devices[0].option: found an unknown key, allowed: id, class, driver, link, bus, admin, switch, dependsOn, hours, options',
    ]);
  });
});
