import { describe, expect, test } from 'vitest';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { head, loaded, mistakesIn } from './fixtures.js';

const uplink = 'uplink: { url: "mqtt://10.0.0.1" }\n';
const device = (id: string, dependsOn?: string, more = '') =>
  `  - { id: ${id}, class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } }${dependsOn ? `, dependsOn: ${dependsOn}` : ''}${more} }\n`;
/** The devices stand from line 5 on, or from line 6 behind an uplink. */
const file = (...devices: string[]) => `devices:\n${devices.join('')}`;

describe('what a device hangs on', () => {
  test('are other devices and the uplink, and the plan says so', async () => {
    const text = head + uplink + file(device('switch', '[uplink]'), device('kiosk-1', '[switch]'), device('kiosk-2'));
    const { config } = await loaded(text);
    expect(config.devices.map(({ dependsOn }) => dependsOn)).toEqual([['uplink'], ['switch'], undefined]);
    expect(planOf(config).devices.map(({ dependsOn }) => dependsOn)).toEqual([['uplink'], ['switch'], undefined]);
    expect(describePlan(config).slice(-2)).toEqual([
      'drive kiosk-1: terminal probe (Title of probe), behind switch',
      'drive kiosk-2: terminal probe (Title of probe)',
    ]);
  });

  test('may be disabled for a while, which does not make every entry behind it a mistake', async () => {
    expect(
      await mistakesIn(file(device('switch', undefined, ', admin: disabled'), device('kiosk-1', '[switch]'))),
    ).toEqual([]);
  });

  test.each([
    [
      'a device that does not exist',
      [device('switch'), device('kiosk-1', '[swich]')],
      ['x.yaml:6 devices[1].dependsOn[0]: found "swich", allowed: switch. Did you mean "switch"?'],
    ],
    [
      'itself',
      [device('switch'), device('kiosk-1', '[kiosk-1]')],
      ['x.yaml:6 devices[1].dependsOn[0]: found "kiosk-1", which is the device itself, allowed: switch'],
    ],
    [
      'the uplink of a gateway that has none',
      [device('switch', '[uplink]'), device('kiosk-1')],
      ['x.yaml:5 devices[0].dependsOn[0]: found "uplink", and no uplink is configured, allowed: kiosk-1'],
    ],
    [
      'the same twice',
      [device('switch'), device('kiosk-1', '[switch, switch]')],
      ['x.yaml:6 devices[1].dependsOn[1]: found "switch", allowed: each of them once'],
    ],
    [
      'a ring, told once',
      [device('a', '[c]'), device('b', '[a]'), device('c', '[b]'), device('d', '[a]')],
      [
        'x.yaml:5 devices[0].dependsOn: found a ring: a → c → b → a, allowed: a chain that ends at one without dependsOn',
      ],
    ],
    [
      'nothing at all',
      [device('a', '[]')],
      ['x.yaml:5 devices[0].dependsOn: found a list of 0, allowed: a list of at least 1 entries'],
    ],
  ])('%s is a mistake', async (_what, devices, expected) => {
    expect(await mistakesIn(file(...devices))).toEqual(expected);
  });

  test('a device is not called uplink', async () => {
    expect(await mistakesIn(file(device('uplink')))).toEqual([
      'x.yaml:5 devices[0].id: found "uplink", allowed: another id: in dependsOn it stands for the connection to the centre',
    ]);
  });
});
