import { describe, expect, test } from 'vitest';
import { contactAlarmOf } from '../../../drivers/index.js';
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

describe('a switch', () => {
  const switches = (...entries: string[]) => `switches:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
  const two = [device('kiosk-1', '[sw]'), device('kiosk-2', '[sw]')];

  test('without an address is an entry of its own, one that can be asked a device; the plan tells both', async () => {
    const managed = device('core', '[uplink]', ', switch: true');
    const text =
      head +
      uplink +
      switches('id: sw, name: 大厅弱电箱, dependsOn: [core]', 'id: spare') +
      file(managed, ...two, device('kiosk-3', '[sw]', ', admin: disabled'));
    const { config } = await loaded(text);
    expect(planOf(config).switches).toEqual([
      { id: 'sw', name: '大厅弱电箱', asked: false, dependsOn: ['core'], behind: ['kiosk-1', 'kiosk-2'] },
      { id: 'spare', asked: false, behind: [] },
      { id: 'core', asked: true, behind: [] },
    ]);
    expect(describePlan(config).filter((line) => line.includes('switch '))).toEqual([
      'watch switch sw (大厅弱电箱) by what hangs on it (kiosk-1, kiosk-2), behind core',
      'watch switch spare by what hangs on it (nothing): too few to tell that it is lost',
      'watch switch core, which it also asks itself, by what hangs on it (nothing): too few to tell that it is lost',
    ]);
    expect(contactAlarmOf(config.devices[0]!.driver, config.devices[0]!.options)).toBe('network-switch-down');
  });

  test.each([
    [
      'with the id of a device',
      switches('id: kiosk-1') + file(device('kiosk-1'), device('kiosk-2')),
      [
        'x.yaml:5 switches[0].id: found "kiosk-1", allowed: an id that no device has. devices[0] has it; where that is the switch itself, it takes switch: true in place of this entry',
      ],
    ],
    [
      'twice',
      switches('id: sw', 'id: sw') + file(...two),
      ['x.yaml:6 switches[1].id: found "sw", allowed: an id that no other switch has. switches[0] has it already'],
    ],
    [
      'called uplink',
      switches('id: uplink') + file(device('kiosk-1')),
      [
        'x.yaml:5 switches[0].id: found "uplink", allowed: another id: in dependsOn it stands for the connection to the centre',
      ],
    ],
    [
      'that nobody knows',
      switches('id: sw') + file(device('kiosk-1', '[swx]')),
      ['x.yaml:7 devices[0].dependsOn[0]: found "swx", allowed: sw. Did you mean "sw"?'],
    ],
    [
      'behind itself',
      switches('id: sw, dependsOn: [sw]') + file(...two),
      ['x.yaml:5 switches[0].dependsOn[0]: found "sw", which is the switch itself, allowed: kiosk-1, kiosk-2'],
    ],
    [
      'in a ring with what hangs on it',
      switches('id: sw, dependsOn: [kiosk-1]') + file(...two),
      [
        'x.yaml:5 switches[0].dependsOn: found a ring: sw → kiosk-1 → sw, allowed: a chain that ends at one without dependsOn',
      ],
    ],
    [
      'that is a printer',
      file(
        '  - { id: p, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 1 }, switch: true }\n',
      ),
      ['x.yaml:5 devices[0].switch: found a switch of class ticket-printer, allowed: false'],
    ],
  ])('%s is a mistake', async (_what, text, expected) => {
    expect(await mistakesIn(text)).toEqual(expected);
  });
});
