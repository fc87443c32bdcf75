import { randomUUID } from 'node:crypto';
import { connectAsync, type MqttClient } from 'mqtt';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import type { PrinterView } from '../../simulators/ticket-printer/escpos.js';
import { createWorld } from '../../simulators/world.js';
import { type Centre, startCentre } from './centre.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from './gateway-process.js';
import { type Form, PaperTray } from './papers.js';
import { Tap } from './tap.js';
import { TicketLedger, type Word } from './ticket-ledger.js';

const root = 'branch/b1/gw1';

export type Reply = Extract<Word, { kind: 'reply' }>;

/** A printer as it is configured and as it is. */
export interface PrinterPlan {
  /** Options of the driver, e.g. its profile. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options of the simulator. */
  readonly unit?: Readonly<Record<string, unknown>>;
}

export interface HallPrinter {
  readonly id: string;
  readonly tap: Tap;
  readonly simulator: Simulator;
  readonly tray: PaperTray;
  view(): PrinterView;
  /** What a person does to it, as the simulator names it. */
  act(name: string, args?: Record<string, unknown>): unknown;
}

/** Printers, the gateway program over them, a centre that hears what must not be lost, and an account of it all. */
export interface PrintingHall {
  readonly printers: readonly HallPrinter[];
  readonly ledger: TicketLedger;
  readonly centre: Centre;
  readonly gateway: GatewayProcess;
  /** The last word on a device's state since the gateway started. */
  state(printer: HallPrinter): Record<string, unknown>;
  /** Resolves when the state of this run of the gateway fits. */
  until(printer: HallPrinter, fits: (state: Record<string, unknown>) => boolean, timeoutMs?: number): Promise<void>;
  /**
   * Sends a command about a ticket until the gateway has acknowledged it, over kills too, and resolves with its final
   * reply.
   */
  order(printer: HallPrinter, name: string, args: TicketArgs, timeoutMs?: number): Promise<Reply>;
  /** SIGKILL, in this tick; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts the gateway again on the same state. */
  start(): Promise<void>;
  /** Everybody goes home; the folder is removed. */
  end(): Promise<void>;
}

export interface TicketArgs {
  readonly ticketId: string;
  readonly number: string;
  readonly [field: string]: unknown;
}

export interface HallOptions {
  readonly printers: readonly PrinterPlan[];
  readonly form: Form;
  readonly seed: number;
  /** A folder on a disk of its own; default a temporary one. */
  readonly folder?: { readonly path: string; remove(): void };
}

/** Short enough for a test, long enough for a busy machine. */
const briskOptions = { pollIntervalMs: 500, statusTimeoutMs: 400, confirmTimeoutMs: 3_000 };

export async function openPrintingHall(options: HallOptions): Promise<PrintingHall> {
  const { form, seed, folder = temporaryFolder() } = options;
  const centre = await startCentre();
  const port = await freePort();
  const served = await Promise.all(options.printers.map((plan, index) => serve(plan, index, { form, seed })));
  const printers = served.map(({ printer }) => printer);
  const yaml = hallYaml(
    port,
    centre.port,
    printers.map(({ id, tap }, index) => ({ id, port: tap.port, options: options.printers[index]?.options ?? {} })),
  );
  const ledger = new TicketLedger();
  const states = new Map<string, Record<string, unknown>>();
  const watchers = new Set<() => void>();
  let gateway: GatewayProcess;
  /** The queue software's connection, renewed with each run of the gateway. */
  let queue: Promise<{ readonly client: MqttClient; readonly gone: Promise<false> }>;

  const hear = (topic: string, envelope: { data?: Record<string, unknown> }) => {
    ledger.hear(topic, envelope);
    const [, id] = /\/device\/([^/]+)\/state$/.exec(topic) ?? [];
    if (id === undefined) return;
    states.set(id, envelope.data ?? {});
    for (const look of [...watchers]) look();
  };
  const connect = async () => {
    const next = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
    next.on('error', () => undefined);
    next.on('message', (topic, payload) => {
      if (payload.length > 0) hear(topic, JSON.parse(payload.toString()));
    });
    const gone = new Promise<false>((resolve) => next.once('close', () => resolve(false)));
    await next.subscribeAsync(`${root}/#`, { qos: 1 });
    return { client: next, gone };
  };
  const listenToCentre = () => {
    let heard = 0;
    const timer = setInterval(() => {
      for (; heard < centre.arrivals.length; heard++) {
        const arrival = centre.arrivals[heard];
        if (arrival?.envelope) ledger.hear(arrival.topic, arrival.envelope);
      }
    }, 20);
    return () => clearInterval(timer);
  };
  const start = async () => {
    states.clear();
    const starting = startGatewayProcess({ folder: folder.path, yaml });
    queue = starting.then(connect);
    queue.catch(() => undefined);
    gateway = await starting;
    await queue;
  };
  /** Resolves when the gateway has acknowledged it; sends it again after a kill. */
  const deliver = async (topic: string, payload: string): Promise<void> => {
    for (;;) {
      const mine = queue;
      // A start that failed is somebody else's to try again.
      const connection = await mine.catch(() => undefined);
      const sent = connection?.client.publishAsync(topic, payload, { qos: 1 }).then(
        () => true,
        () => false,
      );
      if (connection && (await Promise.race([sent, connection.gone]))) return;
      while (queue === mine) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  await start();
  const stopListening = listenToCentre();
  const hall: PrintingHall = {
    printers,
    ledger,
    centre,
    get gateway() {
      return gateway;
    },
    state: ({ id }) => states.get(id) ?? {},
    until({ id }, fits, timeoutMs = 20_000) {
      return new Promise((resolve, reject) => {
        const end = (outcome: () => void) => {
          watchers.delete(look);
          clearTimeout(timer);
          outcome();
        };
        const look = () => fits(states.get(id) ?? {}) && end(resolve);
        const timer = setTimeout(
          () => end(() => reject(new Error(`${id} never was so; it is ${JSON.stringify(states.get(id))}`))),
          timeoutMs,
        );
        watchers.add(look);
        look();
      });
    },
    async order({ id }, name, args, timeoutMs = 60_000) {
      const commandId = `${name}-${randomUUID()}`;
      const { ticketId, number, ...rest } = args;
      ledger.ask(ticketId, number, commandId);
      const body = name === 'print' ? args : { ticketId, ...rest };
      const expiresAt = new Date(Date.now() + 120_000).toISOString();
      await deliver(`${root}/command/${id}/${name}`, JSON.stringify({ id: commandId, expiresAt, args: body }));
      ledger.accept(commandId);
      const isMine = (word: Word) => word.kind === 'reply' && word.commandId === commandId;
      return (await ledger.word(ticketId, isMine, timeoutMs)) as Reply;
    },
    kill() {
      states.clear();
      return gateway.kill();
    },
    start,
    async end() {
      stopListening();
      await (await queue.catch(() => undefined))?.client.endAsync(true);
      await gateway.kill();
      await centre.goAway();
      for (const { printer, server } of served) {
        await printer.tap.close();
        printer.simulator.close();
        await server.close();
      }
      folder.remove();
    },
  };
  return hall;
}

async function serve(
  { unit = {} }: PrinterPlan,
  index: number,
  { form, seed }: { readonly form: Form; readonly seed: number },
): Promise<{ printer: HallPrinter; server: RunningServer }> {
  const world = createWorld({ seed: seed * 64 + index });
  const simulator = createSimulator('ticket-printer/escpos', world, { speed: 500, cutterMs: 20, ...unit });
  const server = await serveTcp(simulator, { port: 0 });
  const view = () => simulator.view() as PrinterView;
  const printer: HallPrinter = {
    id: `printer-${index + 1}`,
    tap: await Tap.to(server.port),
    simulator,
    tray: new PaperTray(view, form),
    view,
    act(name, args = {}) {
      const action = simulator.actions[name];
      if (!action) throw new Error(`the printer has no ${name}; it has ${Object.keys(simulator.actions).join(', ')}`);
      return action(args);
    },
  };
  return { printer, server };
}

function hallYaml(
  port: number,
  centralPort: number,
  printers: readonly { readonly id: string; readonly port: number; readonly options: object }[],
): string {
  const devices = printers.map(({ id, port: to, options }) => {
    const link = `{ type: tcp, host: 127.0.0.1, port: ${to} }`;
    const own = JSON.stringify({ profile: 'epson-tm', ...briskOptions, ...options });
    return `  - { id: ${id}, class: ticket-printer, driver: escpos, link: ${link}, options: ${own} }`;
  });
  return `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: zh }
broker: { host: 127.0.0.1, port: ${port} }
uplink: { url: "mqtt://127.0.0.1:${centralPort}" }
devices:
${devices.join('\n')}
`;
}
