import type { CommandRequest, DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { PrintArgs, ReportArgs, ReprintArgs, ResolveArgs, TicketPrinterContext } from '../contract.js';
import type { Element } from '../elements.js';
import { layOutTicket, standardTemplate } from '../templates/index.js';
import { initialise } from './builder.js';
import { LogoKeeper } from './logo-keeper.js';
import { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import { PrintDesk } from './print-desk.js';
import { ProcessIds } from './process-ids.js';
import { type Profile, profiles } from './profiles.js';
import { refuseOverlongReport, reportElements } from './report-page.js';
import { reprintMark } from './reprint-mark.js';
import { selfTestElements } from './self-test.js';
import { composeSheet, refuseOverlong, type Sheet } from './sheet.js';
import { TicketJournal } from './ticket-journal.js';
import { timePrinter } from './time-printer.js';
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
    report: (args: ReportArgs, request: CommandRequest) => this.#report(args, request),
    test: (_args: Record<string, never>, request: CommandRequest) => this.#test(request),
  };
  readonly #context: TicketPrinterContext<EscposOptions, 'stream'>;
  readonly #turns = new Turns();
  readonly #wire: PrinterWire;
  readonly #monitor: Monitor;
  readonly #profile: Profile;
  readonly #trust: Trust;
  readonly #desk: PrintDesk;
  readonly #logo: LogoKeeper;
  readonly #printTime: (ms: number) => string;
  #initialised = false;
  #noise = 0;

  constructor(context: TicketPrinterContext<EscposOptions, 'stream'>) {
    const { options, link, clock, deviceId, signal, logger, random } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#printTime = timePrinter(context.timezone);
    const profile: Profile = profiles[options.profile];
    this.#profile = profile;
    this.#logo = new LogoKeeper(context, profile);
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
      await this.#logo.store(this.#wire);
      const { chinese, nearEndSensor } = this.#profile;
      const capabilities = [...(chinese ? ['chinese'] : []), 'cut', 'qr', ...(nearEndSensor ? ['paper-low'] : [])];
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

  /** Throws COMMAND_ARGS_INVALID for what its template does not take, and for an original that would be too long. */
  #compose(args: PrintArgs, { printedAt, copyIndex }: { printedAt: number; copyIndex: number }): Sheet {
    const { options, logger } = this.#context;
    const time = this.#printTime(printedAt);
    const mark = copyIndex === 0 ? [] : reprintMark({ copyIndex, printedAt: time });
    const elements = [...mark, ...this.#layOut(args, time, copyIndex > 0)];
    const sheet = composeSheet(elements, this.#profile, this.#logo.assets());
    if (copyIndex === 0) refuseOverlong(sheet, options.maxTicketMm, args.number);
    const { ticketId } = args;
    const { replaced, omitted } = sheet;
    if (replaced > 0 || omitted.length > 0) {
      logger.warn('the printer cannot print all of a ticket', { ticketId, replaced, omitted });
    }
    const characters = replaced === 1 ? '1 character' : `${replaced} characters`;
    const detail = replaced > 0 ? { detail: `${characters} of ticket ${args.number} came out as "?"` } : {};
    this.#context.alarm({ type: 'printer-charset', active: replaced > 0, ...detail });
    return sheet;
  }

  /** A second paper does not wait for a template that somebody has taken away meanwhile. */
  #layOut(args: PrintArgs, printedAt: string, isReprint: boolean): readonly Element[] {
    const { templates, options, deviceId } = this.#context;
    const occasion = { branch: options.title, printedAt };
    const setting = { templates, usual: options.template, occasion, paper: this.#profile, deviceId };
    try {
      return layOutTicket(args, setting);
    } catch (error) {
      if (!isReprint) throw error;
      const { template: _, ...plain } = args;
      return layOutTicket(plain, { ...setting, usual: standardTemplate });
    }
  }

  async #report(args: ReportArgs, request: CommandRequest) {
    const elements = reportElements(args, this.#printTime(this.#context.clock.now()));
    const sheet = composeSheet(elements, this.#profile);
    refuseOverlongReport(sheet);
    return this.#desk.report(sheet, request);
  }

  #test(request: CommandRequest) {
    const { clock, random, deviceId, options } = this.#context;
    const profileName = options.profile;
    const printedAt = this.#printTime(clock.now());
    const elements = selfTestElements({ profile: this.#profile, profileName, deviceId, printedAt });
    const sheet = composeSheet(elements, this.#profile, this.#logo.assets());
    const ticketId = `test-${clock.now().toString(36)}-${Math.floor(random() * 0x1_0000).toString(36)}`;
    return this.#desk.test(sheet, ticketId, request);
  }
}
