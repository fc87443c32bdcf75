import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { head, loaded } from './fixtures.js';

const body = `broker: { websocketPort: 1884 }
buses:
  - { id: rs485-1, link: { type: serial, usb: { vendorId: "1a86", productId: "7523" } } }
  - { id: spare, link: { type: tcp, host: "fe80::1", port: 4001 } }
devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: 10.0.0.9, port: 9100 }, options: { pollIntervalMs: 2500 } }
  - { id: board-1, class: led-board, driver: onbon, bus: rs485-1, options: { address: 1 } }
  - { id: board-2, class: led-board, driver: onbon, bus: rs485-1, options: { address: 2 }, admin: disabled }
  - { id: kiosk-1, class: terminal, driver: probe, options: { tcp: { host: 10.0.0.21, port: 443 } } }
`;

describe('what the gateway would do', () => {
  test('in sentences that continue "The gateway would …"', async () => {
    expect(describePlan((await loaded(head + body)).config)).toEqual([
      'serve branch b1 (测试网点, Asia/Shanghai) as gateway gw1, language zh, state in ./state',
      'listen on mqtt://127.0.0.1:1883 and ws://127.0.0.1:1884, open to this machine without users',
      'share bus rs485-1 on serial usb 1a86:7523 at 9600 8N1 between board-1 (address 1), board-2 (address 2)',
      'share bus spare on tcp [fe80::1]:4001 between no devices yet',
      'drive printer-1: ticket-printer escpos (Title of escpos), on tcp 10.0.0.9:9100, asked every 2.5 s',
      'drive board-1: led-board onbon (Title of onbon), on bus rs485-1, address 1, asked every 2 s',
      'leave alone (admin: disabled) board-2: led-board onbon (Title of onbon), on bus rs485-1, address 2',
      'drive kiosk-1: terminal probe (Title of probe)',
    ]);
  });

  test('which boards light for which counter', async () => {
    const calls = `calls:
  - { boards: [board-1] }
  - { counters: [3, 四], boards: [{ board: board-1, zone: three }] }
`;
    const { config } = await loaded(head + body + calls);
    expect(describePlan(config).at(-1)).toBe(
      'call numbers of every counter on board-1, of counter 3, 四 on board-1 (zone three)',
    );
    expect(planOf(config).calls).toStrictEqual([
      { boards: [{ board: 'board-1' }] },
      { counters: ['3', '四'], boards: [{ board: 'board-1', zone: 'three' }] },
    ]);
  });

  test('names the users, never their passwords', async () => {
    const text = `${head}broker: { host: 10.0.0.2, users: [{ name: queue, passwordFile: pw }, { name: page, passwordFile: pw }] }\n`;
    const { config } = await loaded(text, { [resolve('pw')]: 'geheim' });
    expect(describePlan(config)[1]).toBe('listen on mqtt://10.0.0.2:1883, for the users queue, page');
    expect(JSON.stringify(planOf(config))).not.toContain('geheim');
  });

  test('as data for programs, without a field that is not set', async () => {
    const plan = planOf((await loaded(head + body)).config);
    expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan);
    expect(plan.buses[0]).toEqual({
      id: 'rs485-1',
      link: 'serial usb 1a86:7523 at 9600 8N1',
      members: [
        { id: 'board-1', address: '1' },
        { id: 'board-2', address: '2' },
      ],
    });
    expect(plan.devices[3]).toStrictEqual({
      id: 'kiosk-1',
      class: 'terminal',
      driver: 'probe',
      title: 'Title of probe',
      admin: 'enabled',
    });
  });
});
