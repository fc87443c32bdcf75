import type { CommandRequest, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { PrintArgs, ReprintArgs, ResolveArgs } from '../contract.js';
import { concat, initialise } from './builder.js';
import { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import { PrintDesk } from './print-desk.js';
import { ProcessIds } from './process-ids.js';
import { type Profile, profiles } from './profiles.js';
import { reprintMark } from './reprint-mark.js';
import { selfTestSheet } from './self-test.js';
import type { Sheet } from './sheet.js';
import { ticketSheet, timePrinter } from './ticket.js';
import { TicketJournal } from './ticket-journal.js';
import { Trust } from './trust.js';
import { Turns } from './turns.js';
import { PrinterWire } from './wire.js';

/** An ESC/POS printer at work; lives as long as its link. */
export class EscposSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {
    print: (args: PrintArgs, request: CommandRequest) => this.#desk.print(args, request),
    reprint: (args: ReprintArgs, request: CommandRequest) => this.#desk.reprint(args, request),
    resolve: (args: ResolveArgs) => this.#desk.resolve(args),
    test: (_args: Record<string, never>, request: CommandRequest) => this.#test(request),
  };
  readonly #context: DriverContext<EscposOptions, 'stream'>;
  readonly #turns = new Turns();
  readonly #wire: PrinterWire;
  readonly #monitor: Monitor;
  readonly #profile: Profile;
  readonly #trust: Trust;
  readonly #desk: PrintDesk;
  readonly #printTime: (ms: number) => string;
  #initialised = false;
  #noise = 0;

  constructor(context: DriverContext<EscposOptions, 'stream'>) {
    const { options, link, clock, deviceId, signal, logger, random } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#printTime = timePrinter(context.timezone);
    const profile: Profile = profiles[options.profile];
    this.#profile = profile;
    const journal = new TicketJournal(context.memory);
    const ids = new ProcessIds(
      `${clock.now().toString(36)}-${Math.floor(random() * 0x1_0000).toString(36)}`,
      journal.lastId,
    );
    this.#wire = new PrinterWire({
      link,
      clock,
      deviceId,
      statusTimeoutMs: options.statusTimeoutMs,
      onStatus: (status) => this.#monitor.unasked(status),
      onPowerOn: () => {
        logger.warn('the printer was switched on again');
        this.#monitor.note('the printer lost its power');
        this.#desk.powerLost();
      },
      onProcessId: (id) => ids.hear(id),
    });
    const parts = { context, wire: this.#wire, turns: this.#turns, profile };
    this.#monitor = new Monitor({
      ...parts,
      onReport: () => this.#desk.look(),
      onSettingsLost: () => this.#desk.powerDoubtful(),
    });
    this.#trust = new Trust(context, profile);
    this.#desk = new PrintDesk({
      ...parts,
      monitor: this.#monitor,
      ids,
      trust: this.#trust,
      journal,
      compose: (args, style) => this.#compose(args, style),
    });
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  /**
   * Finds out first what became of what an earlier session sent. Resets the printer's modes the first time, and never
   * again: 1B 40 also switches automatic status off.
   */
  async identify(): Promise<Identity> {
    return this.#turns.run('poll', async () => {
      try {
        await this.#desk.begin();
        await this.#wire.status(1);
        await this.#desk.recover();
      } catch (error) {
        await this.#desk.giveUp();
        throw error;
      }
      if (!this.#initialised) await this.#wire.send(initialise());
      this.#initialised = true;
      const { nativeQr, nearEndSensor } = this.#profile;
      const capabilities = ['chinese', 'cut', ...(nativeQr ? ['qr'] : []), ...(nearEndSensor ? ['paper-low'] : [])];
      const identity = { ...(await this.#model()), capabilities };
      this.#trust.meet(identity);
      return identity;
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

  async #model(): Promise<{ model?: string; firmware?: string }> {
    if (!this.#context.options.queryModel) return {};
    const maker = await this.#wire.text('maker');
    const model = maker === undefined ? undefined : await this.#wire.text('model');
    const firmware = model === undefined ? undefined : await this.#wire.text('firmware');
    const known = [maker, model].filter((text) => text !== undefined && text !== '');
    return { ...(known.length > 0 ? { model: known.join(' ') } : {}), ...(firmware ? { firmware } : {}) };
  }

  #compose(args: PrintArgs, { printedAt, copyIndex }: { printedAt: number; copyIndex: number }): Sheet {
    const { language, options, logger } = this.#context;
    const profile = this.#profile;
    const time = this.#printTime(printedAt);
    const sheet = ticketSheet(args, { profile, language, title: options.title, printedAt: time });
    const { ticketId } = args;
    const { replaced, omitted } = sheet;
    if (replaced > 0 || omitted.length > 0) {
      logger.warn('the printer cannot print all of a ticket', { ticketId, replaced, omitted });
    }
    const detail = replaced > 0 ? { detail: `${replaced} characters of ticket ${args.number} came out as "?"` } : {};
    this.#context.alarm({ type: 'printer-charset', active: replaced > 0, ...detail });
    return copyIndex === 0 ? sheet : marked(sheet, reprintMark({ copyIndex, printedAt: time }, profile));
  }

  #test(request: CommandRequest) {
    const { clock, random, deviceId, options } = this.#context;
    const profileName = options.profile;
    const printedAt = this.#printTime(clock.now());
    const sheet = selfTestSheet({ profile: this.#profile, profileName, deviceId, printedAt });
    const ticketId = `test-${clock.now().toString(36)}-${Math.floor(random() * 0x1_0000).toString(36)}`;
    return this.#desk.test(sheet, ticketId, request);
  }
}

/** mm of a reprint's mark: a line of double height and one of normal height, 1/6 inch each (ticket-printing.md 2.1). */
const markMm = 13;

function marked(sheet: Sheet, mark: Uint8Array): Sheet {
  const body = concat([mark, sheet.body]);
  return { ...sheet, body, bytes: concat([body, sheet.cut]), heightMm: sheet.heightMm + markMm };
}
