import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from './gateway-process.js';
import { type Observer, observe } from './observer.js';

const root = 'branch/b1/gw1';

/** Every device a hall uses, each behind a socket of its own. */
const kinds = {
  'printer-1': ['ticket-printer/escpos', { speed: 500, cutterMs: 20 }],
  'printer-2': ['ticket-printer/escpos', { speed: 500, cutterMs: 20 }],
  'board-hall': ['led-board/onbon', { address: 1, width: 192, height: 32 }],
  'window-1': ['led-board/onbon', { address: 1, width: 64, height: 32 }],
  'window-2': ['led-board/onbon', { address: 1, width: 64, height: 32 }],
  'pad-1': ['keypad/hid-keyboard', {}],
  'pad-2': ['keypad/hid-keyboard', {}],
  'light-1': ['signal-light/luxafor', {}],
} as const;
export type HallDevice = keyof typeof kinds;

/** A hall with two counters, the gateway program over it, and somebody who watches; the centre is away all the time. */
export interface LiveHall {
  readonly simulators: Readonly<Record<HallDevice, Simulator>>;
  readonly port: number;
  gateway: GatewayProcess;
  observer: Observer;
  /** What a person does to a device. */
  act(device: HallDevice, name: string, args?: Record<string, unknown>): void;
  /** Everything a device shows or has put out, as text. */
  shows(device: HallDevice): string;
  /** Starts the gateway again on the same state. */
  start(): Promise<void>;
  online(...devices: HallDevice[]): Promise<void>;
  end(): Promise<void>;
}

export async function openLiveHall({ seed }: { readonly seed: number }): Promise<LiveHall> {
  const folder = temporaryFolder();
  const names = Object.keys(kinds) as HallDevice[];
  const simulators = Object.fromEntries(
    names.map((name, index) => {
      const [kind, options] = kinds[name];
      return [name, createSimulator(kind, createWorld({ seed: seed * 16 + index }), options)];
    }),
  ) as Record<HallDevice, Simulator>;
  const servers = new Map<HallDevice, RunningServer>();
  for (const name of names) servers.set(name, await serveTcp(simulators[name], { host: '127.0.0.1', port: 0 }));
  const [port, noCentre] = [await freePort(), await freePort()];
  const yaml = hallYaml(port, noCentre, (name) => servers.get(name)?.port ?? 0);

  const hall: LiveHall = {
    simulators,
    port,
    gateway: await startGatewayProcess({ folder: folder.path, yaml }),
    observer: await observe(port, root),
    act(device, name, args = {}) {
      const action = simulators[device].actions[name];
      if (!action) throw new Error(`${device} has no ${name}`);
      action(args);
    },
    shows: (device) => JSON.stringify(simulators[device].view()),
    async start() {
      await hall.observer.close();
      hall.gateway = await startGatewayProcess({ folder: folder.path, yaml });
      hall.observer = await observe(port, root);
    },
    async online(...devices) {
      const wanted = devices.length > 0 ? devices : names;
      await Promise.all(
        wanted.map((id) => hall.observer.expect(`/device/${id}/state`, (state) => state['operating'] === 'online')),
      );
    },
    async end() {
      await hall.observer.close();
      await hall.gateway.kill();
      for (const name of names) simulators[name].close();
      await Promise.all([...servers.values()].map((server) => server.close()));
      folder.remove();
    },
  };
  return hall;
}

function hallYaml(port: number, centre: number, portOf: (name: HallDevice) => number): string {
  const tcp = (name: HallDevice) => `link: { type: tcp, host: 127.0.0.1, port: ${portOf(name)} }`;
  const hid = (name: HallDevice) => `link: { type: hid-tcp, host: 127.0.0.1, port: ${portOf(name)} }`;
  const number = 'callText: { zh: "{number}", en: "{number}" }';
  const brisk = 'pollIntervalMs: 500, statusTimeoutMs: 1500, confirmTimeoutMs: 3000';
  const board = 'pollIntervalMs: 500, replyTimeoutMs: 600';
  return `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
uplink: { url: "mqtt://127.0.0.1:${centre}" }
devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, ${tcp('printer-1')}, options: { profile: epson-tm, ${brisk} } }
  - { id: printer-2, class: ticket-printer, driver: escpos, ${tcp('printer-2')}, options: { profile: epson-tm, ${brisk} } }
  - { id: board-hall, class: led-board, driver: onbon, ${tcp('board-hall')}, options: { address: 1, width: 192, height: 32, ${board} } }
  - { id: window-1, class: led-board, driver: onbon, ${tcp('window-1')}, options: { address: 1, width: 64, height: 32, ${number}, ${board} } }
  - { id: window-2, class: led-board, driver: onbon, ${tcp('window-2')}, options: { address: 1, width: 64, height: 32, ${number}, ${board} } }
  - { id: pad-1, class: keypad, driver: hid-keyboard, ${hid('pad-1')}, options: { counter: 1, repeatMs: 0 } }
  - { id: pad-2, class: keypad, driver: hid-keyboard, ${hid('pad-2')}, options: { counter: 2, repeatMs: 0 } }
  - { id: light-1, class: signal-light, driver: luxafor, ${hid('light-1')} }
calls:
  - { boards: [board-hall] }
  - { counters: [1], boards: [window-1] }
  - { counters: [2], boards: [window-2] }
hall:
  services: [{ id: personal, name: { zh: 个人业务, en: Personal }, prefix: A }, { id: vip, name: { zh: 贵宾 }, prefix: V, priority: 1 }]
  counters: [{ id: 1 }, { id: 2 }]
  levels: { holdSeconds: 0 }
  lights: [{ device: light-1, shows: hall-level }]
`;
}
