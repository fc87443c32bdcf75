import { type Branch, startBranch } from '../../simulators/branch.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from './gateway-process.js';
import { type Observer, observe } from './observer.js';

export const root = 'branch/b1/gw1';

/** Ports of the simulators and what else a test wants in the file. */
export interface YamlOptions {
  readonly port: number;
  readonly ports: Branch['ports'];
  /** YAML lines of further devices, already indented by two. */
  readonly more?: string;
  /** Leaves these devices out. */
  readonly without?: readonly string[];
  readonly language?: 'zh' | 'en';
  /** YAML lines of `uplink`, indented by two; absent = stand-alone. */
  readonly uplink?: string;
}

/** A configuration as a branch would write it, with short intervals. */
export function branchYaml({ port, ports, more = '', without = [], language = 'zh', uplink }: YamlOptions): string {
  const tcp = (to: number) => `link: { type: tcp, host: 127.0.0.1, port: ${to} }`;
  const devices: Record<string, string> = {
    'printer-1': `class: ticket-printer, driver: escpos, ${tcp(ports.printer)}, options: { profile: epson-tm, pollIntervalMs: 1000 }`,
    'board-1':
      'class: led-board, driver: onbon, bus: rs485-1, options: { address: 1, width: 192, height: 32, pollIntervalMs: 1000, replyTimeoutMs: 300 }',
    'board-2':
      'class: led-board, driver: onbon, bus: rs485-1, options: { address: 2, width: 64, height: 32, pollIntervalMs: 1000, replyTimeoutMs: 300 }',
    door: `class: people-counter, driver: hpc168, ${tcp(ports.door)}, options: { address: "0001", pollIntervalMs: 1000 }`,
    'kiosk-1': `class: terminal, driver: probe, options: { http: { url: "http://127.0.0.1:${ports.kiosk}/health" }, timeoutMs: 500, pollIntervalMs: 1000 }`,
  };
  const lines = Object.entries(devices).flatMap(([id, rest]) =>
    without.includes(id) ? [] : [`  - { id: ${id}, ${rest} }`],
  );
  return `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: ${language} }
broker: { host: 127.0.0.1, port: ${port} }
${uplink === undefined ? '' : `uplink:\n${uplink}\n`}buses:
  - { id: rs485-1, ${tcp(ports.line)} }
devices:
${lines.join('\n')}
${more}`;
}

/** The whole of it: simulators, the gateway program and somebody who watches. */
export interface RunningBranch {
  readonly branch: Branch;
  readonly folder: string;
  readonly port: number;
  gateway: GatewayProcess;
  observer: Observer;
  /** Starts the gateway again on the same state, with another file if given, and a new observer. */
  restart(yaml?: Partial<YamlOptions>): Promise<void>;
  /** Resolves when all named devices are online. */
  online(...ids: string[]): Promise<void>;
  end(): Promise<void>;
}

const allDevices = ['printer-1', 'board-1', 'board-2', 'door', 'kiosk-1'];
const anyPorts = { printer: 0, line: 0, door: 0, kiosk: 0, control: 0 };

export async function startRunningBranch(yaml: Partial<YamlOptions> = {}): Promise<RunningBranch> {
  const folder = temporaryFolder();
  const branch = await startBranch({ seed: 1, ports: anyPorts });
  const port = await freePort();
  const start = (changes: Partial<YamlOptions>) =>
    startGatewayProcess({ folder: folder.path, yaml: branchYaml({ port, ports: branch.ports, ...yaml, ...changes }) });
  const running: RunningBranch = {
    branch,
    folder: folder.path,
    port,
    gateway: await start({}),
    observer: await observe(port, root),
    async restart(changes = {}) {
      await running.observer.close();
      running.gateway = await start(changes);
      running.observer = await observe(port, root);
    },
    async online(...ids) {
      const wanted = ids.length > 0 ? ids : allDevices;
      await Promise.all(
        wanted.map((id) => running.observer.expect(`/device/${id}/state`, (state) => state['operating'] === 'online')),
      );
    },
    async end() {
      await running.observer.close();
      await running.gateway.stop();
      await branch.close();
      folder.remove();
    },
  };
  return running;
}
