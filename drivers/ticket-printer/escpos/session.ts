import type { CommandRequest, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { PrintArgs } from '../contract.js';
import { initialise } from './builder.js';
import { readLogo } from './logo-png.js';
import { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import type { SheetAssets } from './piece.js';
import { PrintDesk, type PrintJob, type PrintResult } from './print-desk.js';
import { profiles } from './profiles.js';
import { selfTestElements } from './self-test.js';
import { composeSheet, refuseOverlong } from './sheet.js';
import { ticketElements, timePrinter } from './ticket.js';
import { TicketMemory } from './ticket-memory.js';
import { Turns } from './turns.js';
import { PrinterWire } from './wire.js';

/** An ESC/POS printer at work; lives as long as its link. */
export class EscposSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {
    print: (args: PrintArgs, request: CommandRequest) => this.#print(args, request),
    test: (_args: Record<string, never>, request: CommandRequest) => this.#test(request),
  };
  readonly #context: DriverContext<EscposOptions, 'stream'>;
  readonly #turns = new Turns();
  readonly #wire: PrinterWire;
  readonly #monitor: Monitor;
  readonly #desk: PrintDesk;
  readonly #printTime: (ms: number) => string;
  readonly #assets: SheetAssets;
  #initialised = false;
  #noise = 0;

  constructor(context: DriverContext<EscposOptions, 'stream'>) {
    const { options, link, clock, deviceId, signal, logger } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#printTime = timePrinter(context.timezone);
    this.#assets = assetsOf(options);
    this.#wire = new PrinterWire({
      link,
      clock,
      deviceId,
      statusTimeoutMs: options.statusTimeoutMs,
      onStatus: (status) => this.#monitor.unasked(status),
      onPowerOn: () => {
        logger.warn('the printer was switched on again');
        this.#monitor.note('the printer lost its power');
      },
    });
    const parts = { context, wire: this.#wire, turns: this.#turns };
    this.#monitor = new Monitor({ ...parts, profile: profiles[options.profile] });
    this.#desk = new PrintDesk({ ...parts, monitor: this.#monitor, memory: new TicketMemory(context.memory) });
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  /**
   * Resets the printer's modes the first time, and never again: 1B 40 also switches automatic status off. What a broken
   * session left half-sent in the printer's buffer is not cleared here (ticket-printing.md section 8, W12).
   */
  async identify(): Promise<Identity> {
    await this.#desk.recover();
    return this.#turns.run('poll', async () => {
      await this.#wire.status(1);
      if (!this.#initialised) await this.#wire.send(initialise());
      this.#initialised = true;
      const { chinese, nearEndSensor } = profiles[this.#context.options.profile];
      const capabilities = [...(chinese ? ['chinese'] : []), 'cut', 'qr', ...(nearEndSensor ? ['paper-low'] : [])];
      return { ...(await this.#model()), capabilities };
    });
  }

  /** Throws TRANSPORT_REPLY_TIMEOUT or TRANSPORT_CLOSED. */
  async poll(): Promise<void> {
    const busyBefore = this.#desk.busy;
    try {
      await this.#monitor.poll();
    } catch (error) {
      // Some printers answer late while they print; whether this one is still there the ticket will show.
      const late = error instanceof GatewayError && error.code === 'TRANSPORT_REPLY_TIMEOUT';
      if (!late || !(busyBefore || this.#desk.busy)) throw error;
    }
    await this.#desk.catchUp();
    const noise = this.#wire.noise;
    if (noise > this.#noise) this.#context.logger.debug('bytes that are no ESC/POS status', { total: noise });
    this.#noise = noise;
  }

  async close(): Promise<void> {
    this.#context.signal.removeEventListener('abort', this.#stop);
    this.#stop();
    await this.#desk.idle();
  }

  readonly #stop = (): void => this.#wire.end('the session has ended');

  async #model(): Promise<{ model?: string }> {
    if (!this.#context.options.queryModel) return {};
    const maker = await this.#wire.text('maker');
    const model = maker === undefined ? undefined : await this.#wire.text('model');
    const known = [maker, model].filter((text) => text !== undefined && text !== '');
    return known.length > 0 ? { model: known.join(' ') } : {};
  }

  /** Throws COMMAND_ARGS_INVALID for a ticket that would be too long, and what the desk throws. */
  async #print({ ticketId, ...ticket }: PrintArgs, { signal }: CommandRequest): Promise<PrintResult> {
    const { language, options } = this.#context;
    const { title, maxTicketMm } = options;
    const elements = ticketElements(ticket, { language, title, printedAt: this.#now() });
    const sheet = composeSheet(elements, profiles[options.profile], this.#assets);
    refuseOverlong(sheet, maxTicketMm, ticket.number);
    return this.#paper({ ticketId, number: ticket.number, sheet, isTicket: true }, signal);
  }

  #test({ signal }: CommandRequest): Promise<PrintResult> {
    const { clock, random, deviceId, options } = this.#context;
    const profileName = options.profile;
    const profile = profiles[profileName];
    const elements = selfTestElements({ profile, profileName, deviceId, printedAt: this.#now() });
    const sheet = composeSheet(elements, profile, this.#assets);
    const ticketId = `test-${clock.now().toString(36)}-${Math.floor(random() * 0x1_0000).toString(36)}`;
    return this.#paper({ ticketId, number: 'TEST', sheet, isTicket: false }, signal);
  }

  #paper(job: PrintJob, signal: AbortSignal): Promise<PrintResult> {
    const { replaced, omitted } = job.sheet;
    if (replaced > 0 || omitted.length > 0) {
      const { ticketId } = job;
      this.#context.logger.warn('the printer cannot print all of a ticket', { ticketId, replaced, omitted });
    }
    return this.#desk.print(job, signal);
  }

  #now(): string {
    return this.#printTime(this.#context.clock.now());
  }
}

/** The logo goes with each ticket as a picture. */
function assetsOf({ logo }: EscposOptions): SheetAssets {
  const read = logo === undefined ? undefined : readLogo(logo);
  return read && 'bitmap' in read ? { logo: { kind: 'picture', bitmap: read.bitmap } } : {};
}
