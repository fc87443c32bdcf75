import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createEscpos, type PrinterView } from '../../simulators/ticket-printer/escpos.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from './gateway-process.js';
import { type FinalReply, type Observer, observe } from './observer.js';
import { Tap } from './tap.js';

export const root = 'branch/b1/gw1';

/** One printer that prints at once, the gateway program over it, and somebody who watches what is said and printed. */
export interface PrintingBranch {
  readonly folder: string;
  /** Of the gateway's broker. */
  readonly port: number;
  readonly gateway: GatewayProcess;
  readonly observer: Observer;
  readonly tap: Tap;
  /** What a person does to the printer, as the simulator names it. */
  act(name: string, args?: Record<string, unknown>): unknown;
  view(): PrinterView;
  /** Every text that has been cut off, oldest first. */
  papers(): string[];
  /** What the gateway has sent to the printer since the last call. */
  sent(): Buffer;
  print(args: Record<string, unknown>, extra?: Record<string, unknown>): Promise<FinalReply>;
  /** The n-th log line, from 0, that says this, when it comes. */
  logged(message: string, nth?: number): Promise<Record<string, unknown>>;
  end(): Promise<void>;
}

export interface PrintingBranchOptions {
  /** Options of the printer's driver. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options of the simulated printer. */
  readonly unit?: Parameters<typeof createEscpos>[1];
  /** YAML lines of further devices, indented by two. */
  readonly more?: string;
  /** Called with the folder of the configuration before the gateway starts. */
  readonly prepare?: (folder: string) => void;
}

export async function openPrintingBranch({
  options = {},
  unit = {},
  more = '',
  prepare,
}: PrintingBranchOptions = {}): Promise<PrintingBranch> {
  const folder = temporaryFolder();
  prepare?.(folder.path);
  const simulator = createEscpos(createWorld({ seed: 1 }), { instant: true, ...unit });
  const server: RunningServer = await serveTcp(simulator, { port: 0 });
  const tap = await Tap.to(server.port);
  let sent: Buffer[] = [];
  tap.toPrinter.alter = (bytes) => {
    sent.push(bytes);
    return bytes;
  };
  const port = await freePort();
  const own = JSON.stringify({ profile: 'epson-tm', pollIntervalMs: 500, ...options });
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh, healthIntervalSeconds: 5 }
broker: { host: 127.0.0.1, port: ${port} }
devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: ${tap.port} }, options: ${own} }
${more}`;
  const gateway = await startGatewayProcess({ folder: folder.path, yaml });
  const observer = await observe(port, root);
  await observer.expect(
    '/device/printer-1/state',
    (state) => state['operating'] === 'online' && state['ready'] === true,
  );
  const view = () => simulator.view() as PrinterView;
  return {
    folder: folder.path,
    port,
    gateway,
    observer,
    tap,
    act: (name, args = {}) => simulator.actions[name]?.(args),
    view,
    papers: () => view().tickets.map(({ text }) => text),
    sent() {
      const bytes = Buffer.concat(sent);
      sent = [];
      return bytes;
    },
    print: (args, extra = {}) => observer.command('printer-1', 'print', args, extra),
    async logged(message, nth = 0) {
      const { log, child } = gateway;
      for (;;) {
        const found = log.filter(({ msg }) => msg === message)[nth];
        if (found) return found;
        await new Promise((resolve) => child.stdout?.once('data', resolve));
      }
    },
    async end() {
      await observer.close();
      await gateway.stop();
      await tap.close();
      simulator.close();
      await server.close();
      folder.remove();
    },
  };
}
