import type { AlarmCondition, CommandHandler, DeviceSession } from '../../../../drivers/driver.js';
import type { TicketPrinterContext } from '../../../../drivers/ticket-printer/contract.js';
import { escposPrinter } from '../../../../drivers/ticket-printer/escpos/index.js';
import { ticketTemplates } from '../../../../drivers/ticket-printer/templates/library.js';
import { type MemoryEnd, memoryPair } from '../../../../drivers/transport/memory.js';
import type { Line } from '../../../../simulators/simulator.js';
import { createEscpos, type PrinterView } from '../../../../simulators/ticket-printer/escpos.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { type Outcome, outcomeOf, StoredMemory } from './bench.js';

export interface HallOptions {
  /** Of the driver. */
  readonly options?: Record<string, unknown>;
  /** Of the simulated printer. */
  readonly printer?: Parameters<typeof createEscpos>[1];
}

/**
 * A simulated printer and the driver beside it, over links that come and go: what a customer would hold is on one side,
 * what was said of it on the other.
 */
export class Hall {
  readonly clock = new VirtualClock();
  readonly events: { readonly name: string; readonly data: Record<string, unknown> }[] = [];
  readonly state: Record<string, unknown> = {};
  readonly alarms = new Map<string, AlarmCondition>();
  readonly #printer;
  readonly #options: Record<string, unknown>;
  memory = new StoredMemory();
  #session: DeviceSession | undefined;
  #gateway = new AbortController();
  #end: MemoryEnd | undefined;
  #isUp = false;
  /** Counts kills: what a killed gateway still says is not heard. */
  #life = 0;
  /** Changes each piece of what the gateway sends on its way; undefined loses it. */
  onTheWay: (bytes: Uint8Array) => Uint8Array | undefined = (bytes) => bytes;

  constructor({ options = {}, printer = {} }: HallOptions = {}) {
    this.#options = { profile: 'epson-tm', ...options };
    this.#printer = createEscpos({ clock: this.clock, random: seededRandom(7) }, printer);
  }

  get view(): PrinterView {
    return this.#printer.view() as PrinterView;
  }

  /** The whole papers, each as its lines. */
  get papers(): string[][] {
    return this.view.tickets.map(({ lines }) => lines.map(({ text }) => text.trim()));
  }

  /** Numbers of the papers that are not void, `+n` behind a marked one. */
  get numbers(): string[] {
    const valid = this.papers.filter((lines) => !lines.includes('作废 VOID') && lines.some((text) => text !== ''));
    return valid.map((lines) => {
      const number = lines.find((text) => /^[A-Z]\d{3}$/.test(text)) ?? '?';
      const mark = lines[0]?.match(/^补打 REPRINT (\d+)$/)?.[1];
      return mark === undefined ? number : `${number}+${mark}`;
    });
  }

  /** Papers that have everything of a ticket, from its head to its last line, each with its mark; 0 for none. */
  get wholePapers(): { readonly number: string; readonly copy: number }[] {
    return this.papers.flatMap((lines) => {
      const number = lines.find((text) => /^[A-Z]\d{3}$/.test(text));
      const head = lines.indexOf('您的号码');
      const isWhole = number !== undefined && head !== -1 && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(lines.at(-1) ?? '');
      if (!isWhole) return [];
      const mark = lines.map((text) => text.match(/^补打 REPRINT (\d+)$/)?.[1]).find((copy) => copy !== undefined);
      return [{ number, copy: Number(mark ?? 0) }];
    });
  }

  /** `name evidence-or-reason copyIndex` of what was said of tickets. */
  get said(): string[] {
    return this.events.map(({ name, data }) =>
      [name, data['evidence'] ?? data['outcome'] ?? '', data['copyIndex'], data['uncut'] ? 'uncut' : '']
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
  }

  get raised(): string[] {
    return [...this.alarms.values()].filter(({ active }) => active).map(({ type }) => type);
  }

  act(name: string, args: Record<string, unknown> = {}): void {
    this.#printer.actions[name]?.(args) ?? undefined;
  }

  faults(patch: Parameters<ReturnType<typeof createEscpos>['setFaults']>[0]): void {
    this.#printer.setFaults(patch);
  }

  /** A new connection, and what the supervisor does with it. False when the printer takes none. */
  async connect(): Promise<boolean> {
    const [near, far] = memoryPair('cable');
    this.#end = near;
    this.#isUp = true;
    void near.closed.then(async () => {
      if (this.#end === near) this.#isUp = false;
      if (this.#end === near) await this.#session?.close();
    });
    let refused = false;
    const line: Line = {
      write: (bytes) => void far.write(bytes).catch(() => undefined),
      onBytes: (receiver) =>
        far.onData((bytes) => {
          const arrived = this.onTheWay(bytes);
          if (arrived) receiver(arrived);
        }),
      onClose: (listener) => void far.closed.then(listener),
      close: () => {
        refused = true;
        far.unplug('the printer ended the connection');
      },
    };
    this.#printer.connect(line);
    if (refused) return false;
    this.#gateway = new AbortController();
    const life = this.#life;
    const heard = () => life === this.#life;
    this.memory.onTold = ({ event }) => event && this.events.push(event);
    const context: TicketPrinterContext = {
      deviceId: 'printer-1',
      options: escposPrinter.options.parse(this.#options),
      link: near,
      clock: this.clock,
      random: seededRandom(1),
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      signal: this.#gateway.signal,
      language: 'zh',
      timezone: 'Asia/Shanghai',
      file: () => Promise.reject(new Error('no files in this world')),
      templates: ticketTemplates(() => new Map(), 'zh'),
      state: (patch) => heard() && Object.assign(this.state, patch),
      alarm: (condition) => heard() && this.alarms.set(condition.type, condition),
      suppress: () => undefined,
      measurement: () => undefined,
      event: async (name, data) => void (heard() && this.events.push({ name, data })),
      memory: this.memory,
    };
    this.#session = await escposPrinter.open(context);
    await this.during(this.#session.identify(), 15_000);
    await this.poll();
    return true;
  }

  /** A new connection where there is none. */
  async reconnect(): Promise<void> {
    if (this.#isUp) return;
    for (let attempt = 0; attempt < 5 && !(await this.connect().catch(() => false)); attempt++) {
      await this.clock.advance(5_000);
    }
  }

  /** The connection breaks; the printer goes on. */
  async unplug(): Promise<void> {
    this.#end?.unplug();
    await this.#session?.close();
  }

  /** As SIGKILL: nothing more is written by the session that was. */
  kill(): void {
    const killed = this.memory;
    this.memory = killed.copy();
    killed.onTold = () => undefined;
    this.#life += 1;
    this.#end?.unplug();
  }

  /** Polls every two seconds, as the supervisor does. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2_000) {
      await this.clock.advance(Math.min(2_000, left));
      await this.poll();
    }
  }

  async poll(): Promise<void> {
    if (this.#session) await this.during(this.#session.poll(), 4_000).catch(() => undefined);
  }

  /** Lets time pass until it is done. */
  async during<T>(work: Promise<T>, mostMs: number): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (let ms = 0; ms < mostMs && !isOver; ms += 100) await this.clock.advance(100);
    return work;
  }

  /** Begins a command; time stands still. */
  begin(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const handler = this.#session?.commands[command] as CommandHandler;
    return outcomeOf(handler(args as never, { commandId: 'c1', signal: this.#gateway.signal }));
  }

  /** A command and the time it takes. */
  run(command: string, args: Record<string, unknown> = {}, mostMs = 60_000): Promise<Outcome> {
    return this.during(this.begin(command, args), mostMs);
  }
}

export async function openHall(options: HallOptions = {}): Promise<Hall> {
  const hall = new Hall(options);
  await hall.connect();
  return hall;
}

/** What a firmware that lacks GS ( H makes of a job. */
export function withoutIds(bytes: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString('hex')
      .replace(/1d284806003030.{8}/g, ''),
    'hex',
  );
}
