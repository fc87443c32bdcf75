import type { AlarmCondition, CommandHandler, DeviceSession, Told } from '../../../../drivers/driver.js';
import { GatewayError } from '../../../../drivers/error.js';
import type { TicketPrinterContext } from '../../../../drivers/ticket-printer/contract.js';
import { escposPrinter } from '../../../../drivers/ticket-printer/escpos/index.js';
import { ticketTemplates } from '../../../../drivers/ticket-printer/templates/library.js';
import type { ByteLink } from '../../../../drivers/transport/link.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { ScriptedPrinter } from './printer.js';

export type Outcome = { readonly result: Record<string, unknown> | undefined } | { readonly error: GatewayError };

/** A session of the driver, its printer, and everything it reported. */
export interface Bench {
  readonly session: DeviceSession;
  readonly printer: ScriptedPrinter;
  readonly clock: VirtualClock;
  readonly state: Record<string, unknown>;
  /** The last word on each alarm type. */
  readonly alarms: Map<string, AlarmCondition>;
  readonly events: { readonly name: string; readonly data: Record<string, unknown> }[];
  /** Names of the events that reached the disk together with the ticket's outcome. */
  readonly durable: string[];
  readonly warnings: string[];
  /** Stops the gateway. */
  readonly stop: () => void;
  /** Alarm types that are active now. */
  raised(): string[];
  run(command: string, args?: Record<string, unknown>): Promise<Outcome>;
}

export interface BenchOptions {
  readonly options?: Record<string, unknown>;
  readonly language?: 'zh' | 'en';
  /** Puts something between the session and the cable. */
  readonly wrapLink?: (link: ByteLink) => ByteLink;
  readonly event?: (name: string) => Promise<void>;
  /** The device's memory, to be shared by sessions one after the other. */
  readonly memory?: StoredMemory;
}

/** A device's memory as the store keeps it: JSON, and full when told to be. */
export class StoredMemory {
  stored: unknown;
  full = false;
  /** What told saves wait for, as on a slow disk. */
  slow: Promise<void> = Promise.resolve();
  /** Every value that reached the disk. */
  readonly saves: unknown[] = [];

  constructor(stored?: unknown) {
    this.stored = stored;
  }

  readonly load = (): unknown => this.stored;

  /** What is on disk, by key. */
  readonly kept = new Map<string, unknown>();

  readonly records = {
    load: (): ReadonlyMap<string, unknown> => new Map(this.kept),
    put: async (key: string, value: unknown, told?: Told): Promise<void> => {
      await (told ? this.slow : Promise.resolve());
      if (this.full) throw new GatewayError('STORAGE_WRITE_FAILED', 'no space left on device');
      if (value === undefined) this.kept.delete(key);
      else this.kept.set(key, JSON.parse(JSON.stringify(value)));
      this.saves.push({ key, value: this.kept.get(key) });
      if (told) this.onTold(told);
    },
  };

  /** What a gateway finds that was killed now. */
  copy(): StoredMemory {
    const copy = new StoredMemory(this.stored);
    for (const [key, value] of this.kept) copy.kept.set(key, value);
    return copy;
  }

  /** `<ticketId> <state>` of each ticket. */
  get tickets(): string[] {
    return [...this.kept]
      .filter(([key]) => key.startsWith('ticket:'))
      .map(([, value]) => value as { ticketId: string; state: string })
      .map(({ ticketId, state }) => `${ticketId} ${state}`);
  }

  /** Hears what was told with a save that reached the disk. */
  onTold: (told: Told) => void = () => undefined;

  readonly save = async (value: unknown, told?: Told): Promise<void> => {
    await (told ? this.slow : Promise.resolve());
    if (this.full) throw new GatewayError('STORAGE_WRITE_FAILED', 'no space left on device');
    this.stored = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
    this.saves.push(this.stored);
    if (told) this.onTold(told);
  };
}

export async function openBench({
  options = {},
  language = 'zh',
  wrapLink = (link) => link,
  event = async () => undefined,
  memory = new StoredMemory(),
}: BenchOptions = {}): Promise<Bench> {
  const clock = new VirtualClock();
  const [near, far] = memoryPair('cable');
  const printer = new ScriptedPrinter(far, clock);
  const state: Record<string, unknown> = {};
  const alarms = new Map<string, AlarmCondition>();
  const events: Bench['events'] = [];
  const durable: string[] = [];
  memory.onTold = ({ event }) => {
    if (!event) return;
    events.push(event);
    durable.push(event.name);
  };
  const warnings: string[] = [];
  const gateway = new AbortController();
  const context: TicketPrinterContext = {
    deviceId: 'printer-1',
    options: escposPrinter.options.parse(options),
    link: wrapLink(near),
    clock,
    random: seededRandom(1),
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => warnings.push(message) },
    signal: gateway.signal,
    language,
    timezone: 'Asia/Shanghai',
    file: () => Promise.reject(new Error('no files in this world')),
    templates: ticketTemplates(() => new Map(), 'zh'),
    state: (patch) => Object.assign(state, patch),
    alarm: (condition) => alarms.set(condition.type, condition),
    suppress: () => undefined,
    measurement: () => undefined,
    event: async (name, data) => {
      await event(name);
      events.push({ name, data });
    },
    memory,
  };
  const session = await escposPrinter.open(context);
  return {
    session,
    printer,
    clock,
    state,
    alarms,
    events,
    durable,
    warnings,
    stop: () => gateway.abort(),
    raised: () => [...alarms.values()].filter(({ active }) => active).map(({ type }) => type),
    run: (command, args = {}) => {
      const handler = session.commands[command] as CommandHandler;
      return outcomeOf(handler(args as never, { commandId: 'c1', signal: gateway.signal }));
    },
  };
}

/** Waits without letting a rejection go unhandled while virtual time moves. */
export async function outcomeOf(work: Promise<Record<string, unknown> | undefined>): Promise<Outcome> {
  try {
    return { result: await work };
  } catch (error) {
    if (error instanceof GatewayError) return { error };
    throw error;
  }
}

/** The error's code, or `done`. */
export const codeOf = (outcome: Outcome): string => ('error' in outcome ? outcome.error.code : 'done');

export const ticket = {
  ticketId: 't-20261123-0012',
  number: 'A012',
  service: '个人业务',
  waitingAhead: 5,
  expectedWaitMinutes: 12,
};
