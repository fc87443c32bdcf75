import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { head } from './fixtures.js';

const probe = (id: string, more = '') =>
  `  - { id: ${id}, class: terminal, driver: probe, options: { tcp: { host: h, port: 1 } }${more} }\n`;
const composite = (id: string, parts: string, more = '') =>
  `  - { id: ${id}, class: terminal, driver: composite, options: { parts: ${parts} }${more} }\n`;
const printer =
  '  - { id: paper, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 9100 }, options: { profile: generic-80 } }\n';
const board =
  '  - { id: board, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 1 }, options: { address: 1, width: 64, height: 32 } }\n';

const load = (...devices: string[]) =>
  loadConfig('x.yaml', { drivers, readFile: async () => Buffer.from(`${head}devices:\n${devices.join('')}`) });

async function mistakesIn(...devices: string[]): Promise<string[]> {
  const loaded = await load(...devices);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

describe('a terminal that is made of other devices', () => {
  test('takes terminals and ticket printers, by name or with what is its own of them; the plan says so', async () => {
    const parts = '[net, { device: doors, modules: [cabinet-1], as: { cabinet-1: cabinet } }, paper]';
    const loaded = await load(
      probe('net', ', dependsOn: [doors]'),
      probe('doors', ', admin: disabled'),
      printer,
      composite('kiosk-1', parts),
      composite('kiosk-2', '[doors]'),
    );
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    expect(planOf(loaded.config).devices.map(({ parts: of }) => of)).toEqual([
      undefined,
      undefined,
      undefined,
      ['net', 'doors', 'paper'],
      ['doors'],
    ]);
    expect(describePlan(loaded.config).at(-2)).toContain('drive kiosk-1: terminal composite');
    expect(describePlan(loaded.config).at(-2)).toContain('made of net and doors and paper');
  });

  test.each<[string, string[], string[]]>([
    [
      'a part that does not exist',
      [probe('net'), composite('kiosk', '[nett]')],
      ['x.yaml:6 devices[1].options.parts[0]: found "nett", allowed: net. Did you mean "net"?'],
    ],
    [
      'one that does not exist, in its long form',
      [probe('net'), composite('kiosk', '[{ device: nett }]')],
      ['x.yaml:6 devices[1].options.parts[0].device: found "nett", allowed: net. Did you mean "net"?'],
    ],
    [
      'a board',
      [probe('net'), board, composite('kiosk', '[net, board]')],
      ['x.yaml:7 devices[2].options.parts[1]: found "board", which is a led-board, allowed: net'],
    ],
    [
      'itself',
      [probe('net'), composite('kiosk', '[net, kiosk]')],
      ['x.yaml:6 devices[1].options.parts[1]: found "kiosk", which is the device itself, allowed: net'],
    ],
    [
      'another one that is made of others',
      [probe('net'), composite('kiosk', '[net]'), composite('hall', '[kiosk]')],
      ['x.yaml:7 devices[2].options.parts[0]: found "kiosk", which is a composite too, allowed: net'],
    ],
    [
      'a part twice',
      [probe('net'), composite('kiosk', '[net, { device: net }]')],
      ['x.yaml:6 devices[1].options.parts[1].device: found "net", allowed: each of them once'],
    ],
    [
      'dependsOn of its own',
      [probe('net'), composite('kiosk', '[net]', ', dependsOn: [net]')],
      [
        'x.yaml:6 devices[1].dependsOn: found a list of 1, allowed: none: it hangs on its parts, which take dependsOn themselves',
      ],
    ],
    [
      'a part that hangs on it',
      [probe('net', ', dependsOn: [kiosk]'), composite('kiosk', '[net]')],
      [
        'x.yaml:5 devices[0].dependsOn: found a ring: net → kiosk → net, allowed: a chain that ends at one without dependsOn',
      ],
    ],
    [
      'a switch',
      [probe('net'), composite('kiosk', '[net]', ', switch: true')],
      ['x.yaml:6 devices[1].switch: found a switch that is composite, allowed: false'],
    ],
  ])('%s is a mistake', async (_what, devices, expected) => {
    expect(await mistakesIn(...devices)).toEqual(expected);
  });
});
