import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { configJsonSchemaText } from '../../../gateway/config/json-schema.js';
import { formatProblem, type LoadedConfig, loadConfig } from '../../../gateway/config/load.js';
import { describePlan } from '../../../gateway/config/plan.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { commandFilters } from '../../../gateway/uplink/downlink.js';
import { hallBranchPorts } from '../../../simulators/hall-branch.js';

const directory = join(import.meta.dirname, '../../../config');

async function shipped(name: string): Promise<LoadedConfig> {
  const result = await loadConfig(join(directory, name), { drivers });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result;
}

describe('the files that come with the gateway, against the real drivers', () => {
  test('the demo is right and stays on this machine', async () => {
    const { config } = await shipped('demo.yaml');
    expect(config.branch).toMatchObject({ id: 'b017', name: '人民路网点', timezone: 'Asia/Shanghai' });
    expect(config.broker).toMatchObject({ host: '127.0.0.1', port: 1883, websocketPort: 1884, accounts: [] });
    expect(config.devices.map(({ id, driver }) => `${id} ${driver.class}/${driver.name}`)).toEqual([
      'printer-1 ticket-printer/escpos',
      'board-1 led-board/onbon',
      'board-2 led-board/onbon',
      'window-1 led-board/modbus-digits',
      'door people-counter/hpc168',
      'kiosk-1 terminal/probe',
    ]);
    const hosts = [...config.buses, ...config.devices].flatMap(({ link }) => (link?.type === 'tcp' ? [link.host] : []));
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1']));
  });

  test('the demo of terminals has every source there is, and stays on this machine', async () => {
    const { config } = await shipped('demo-terminals.yaml');
    expect(config.devices.map(({ id, driver }) => `${id} ${driver.name}`)).toEqual([
      'kiosk-1-net probe',
      'kiosk-1-agent heartbeat',
      'kiosk-1-xfs xfs4iot',
      'kiosk-1-pc snmp',
      'kiosk-1-printer snmp',
      'hall-ups nut',
      'kiosk-1-inputs modbus-inputs',
      'kiosk-1-cards card-dispenser',
      'kiosk-1-cash cctalk',
      'kiosk-1 composite',
    ]);
    const every = drivers.filter((driver) => driver.class === 'terminal').map(({ name }) => name);
    expect(new Set(config.devices.map(({ driver }) => driver.name))).toEqual(new Set(every));
    const hosts = JSON.stringify(config.devices.map(({ link, options }) => [link, options])).matchAll(
      /\d+\.\d+\.\d+\.\d+/g,
    );
    expect(new Set([...hosts].map(([host]) => host))).toEqual(new Set(['127.0.0.1']));
  });

  test('the demo of the hall has every keypad and light there is, and stays on this machine', async () => {
    const { config } = await shipped('demo-hall.yaml');
    const every = drivers.filter((driver) => ['keypad', 'signal-light'].includes(driver.class));
    const names = new Set(config.devices.map(({ driver }) => driver.name));
    expect(every.filter(({ name }) => !names.has(name))).toEqual([]);
    const { hall } = config;
    expect(hall).toMatchObject({ mode: 'own', printer: 'printer-1' });
    expect(config.devices.map(({ link }) => (link && 'host' in link ? link.host : undefined))).toEqual(
      config.devices.map(() => '127.0.0.1'),
    );
    const ports = config.devices.map(({ id, link }) => [id, link && 'port' in link ? link.port : undefined]);
    expect(Object.fromEntries(ports)).toEqual(hallBranchPorts);
  });

  test('the plan of the demo names every part of it', async () => {
    const plan = describePlan((await shipped('demo.yaml')).config);
    expect(plan.slice(0, 3)).toEqual([
      'serve branch b017 (人民路网点, Asia/Shanghai) as gateway gw1, language zh, state in ./state',
      'listen on mqtt://127.0.0.1:1883 and ws://127.0.0.1:1884, open to this machine without users',
      'share bus rs485-1 on tcp 127.0.0.1:9102 between board-1 (address 1), board-2 (address 2), window-1 (address 1)',
    ]);
    expect(plan).toHaveLength(12);
    expect(plan.slice(-3)).toEqual([
      'call numbers of every counter on board-1, of counter 1 on window-1, of counter 3 on board-2',
      'tell 张敏 then 李强 of 打印纸更换 (ticket-printer); 李强 then 张敏 of 叫号屏维护 (led-board); 张敏 then 李强 of other flm alarms; 值班经理 of the rest; to B, 值班经理, central and again after 1, 2, 5, 60 min (critical, major, minor, warning); at any hour',
      'count the queue along by what is printed on printer-1 and called',
    ]);
  });

  test('the example is right, with a bus by USB identity and a counter on a serial port', async () => {
    const { config } = await shipped('example-branch.yaml');
    expect(config.buses[0]?.link).toMatchObject({ type: 'serial', usb: { vendorId: '1a86', productId: '7523' } });
    expect(config.devices.find(({ id }) => id === 'door')?.link).toMatchObject({ type: 'serial', path: '/dev/ttyS1' });
  });

  test('the demo stands alone, the example has a centre, and both say so', async () => {
    expect((await shipped('demo.yaml')).config.uplink).toBeUndefined();
    const { config } = await shipped('example-branch.yaml');
    expect(config.uplink).toMatchObject({ url: 'mqtts://central.example.com:8883', clientId: 'b023-gw1' });
    expect(describePlan(config)[2]).toBe(
      'carry its own messages, queue/b023/ticket/# (critical), queue/b023/# (event) to mqtts://central.example.com:8883 as b023-gw1 (user b023-gw1), keep up to 512 MB when it is away',
    );
  });

  test('the example of the central broker knows the gateway of the example, and lets it send as much as it may', async () => {
    const { config } = await shipped('example-branch.yaml');
    const read = (name: string) => readFile(join(directory, name), 'utf8');
    const [acl, conf] = [await read('central-mosquitto.acl'), await read('central-mosquitto.conf')];
    const [, rights = ''] =
      new RegExp(`^user ${config.uplink?.username}\n([\\s\\S]*?)(?=^user|$(?![\\s\\S]))`, 'm').exec(acl) ?? [];
    const topics = topicsOf({ branchId: config.branch.id, gatewayId: config.gateway.id });
    expect([...rights.matchAll(/^topic (\w+ .*)$/gm)].map(([, right]) => right)).toEqual([
      `write ${topics.root}/#`,
      ...commandFilters(topics).map((filter) => `read ${filter}`),
      'write queue/b023/#',
    ]);
    expect(Number(/^max_inflight_messages (\d+)$/m.exec(conf)?.[1])).toBeGreaterThanOrEqual(
      config.uplink?.maxInFlight ?? 0,
    );
  });

  test('the JSON Schema is up to date: branch-gateway schema config > config/branch-gateway.schema.json', async () => {
    expect(await readFile(join(directory, 'branch-gateway.schema.json'), 'utf8')).toBe(configJsonSchemaText(drivers));
  });

  test('both files point editors to the JSON Schema', async () => {
    for (const name of ['demo.yaml', 'example-branch.yaml']) {
      const [first] = (await readFile(join(directory, name), 'utf8')).split('\n');
      expect(first).toBe('# yaml-language-server: $schema=./branch-gateway.schema.json');
    }
  });
});
