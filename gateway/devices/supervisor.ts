import {
  asGatewayError,
  backoffMs,
  contactAlarmOf,
  type DeviceSession,
  type FullContext,
  GatewayError,
  type Identity,
  withTimeout,
} from '../../drivers/index.js';
import { cardNumbersIn } from '../card-numbers/find.js';
import { maskText } from '../card-numbers/mask.js';
import { withoutCardNumbers } from '../card-numbers/value.js';
import type { CommandInfo } from '../commands/target.js';
import { type Footing, guardContext, openFooting } from './attempt.js';
import { attempting, type Contact, inDoubt, noContactYet } from './contact.js';
import { type ContactReport, createContactReport } from './contact-report.js';
import type { SupervisorOptions } from './device.js';
import { createDeviceState, type DeviceState } from './device-state.js';
import { createKeeping } from './keeping.js';
import { createDeviceModes, type DeviceModes } from './modes.js';
import { noBeats, noFile, noKeys, noTraps } from './no-means.js';
import { tellUnreachable } from './unreachable.js';
import { WakeablePause } from './wakeable-pause.js';

/** Longest time a session may take over one identify or poll before it counts as hung, ms. */
const hungAfterMs = 30_000;
/** Longest time a command may run, ms; after it nobody can tell what the device did. */
const commandLimitMs = 60_000;
/** Longest time a session may take to end, ms. */
const closeLimitMs = 5_000;

/** Keeps one device at work for ever; whatever happens in it stays in it. */
export class Supervisor {
  readonly state: DeviceState;
  readonly #options: SupervisorOptions;
  readonly #stop = new AbortController();
  readonly #keeping: ReturnType<typeof createKeeping>;
  readonly #modes: DeviceModes;
  readonly #report: ContactReport;
  readonly #pause: WakeablePause;
  #contact: Contact = noContactYet;
  #session: DeviceSession | undefined;
  /** Resolves when the first attempts have shown whether the device is there. */
  readonly #firstContact: Promise<void>;
  #resolveFirstContact: () => void = () => undefined;
  #running: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#keeping = createKeeping(options);
    this.#firstContact = new Promise((resolve) => {
      this.#resolveFirstContact = resolve;
    });
    const { device, clock, publisher, logger, alarms } = options;
    this.#modes = createDeviceModes({ deviceId: device.id, clock, logger, alarms });
    const rule = { ...device.driver.contact, alarm: contactAlarmOf(device.driver, device.options) };
    const hostAnswers = device.driver.alarms.filter((alarm) => alarm.hostAnswers).map(({ type }) => type);
    this.#report = createContactReport(device.id, rule, alarms, hostAnswers);
    this.#pause = new WakeablePause(clock);
    this.state = createDeviceState({
      admin: device.admin,
      clock,
      onChange: options.onState,
      publish: (state) => publisher.deviceState(device.id, state),
      onAxes: options.onAxes,
      onService: options.onService,
    });
  }

  get id(): string {
    return this.#options.device.id;
  }

  start(): void {
    const { device, publisher, onAxes } = this.#options;
    publisher.deviceState(device.id, this.state.view());
    onAxes?.({ admin: this.state.admin, operating: this.state.operating, reason: undefined });
    this.#publishInfo({});
    if (device.admin === 'disabled') return;
    this.#running = this.#run();
  }

  /** Ends the session and releases the link. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#modes.stop();
  }

  /** Runs a command of the driver; waits for the first contact as long as the command is wanted. */
  async execute(name: string, args: unknown, info: CommandInfo): Promise<Record<string, unknown> | undefined> {
    const { clock, device } = this.#options;
    if (this.state.admin === 'disabled') {
      throw new GatewayError(
        'DEVICE_OFFLINE',
        `${device.id} is disabled in the configuration (admin: disabled); allowed: a device that is enabled`,
        {
          deviceId: device.id,
        },
      );
    }
    const { operating } = this.state;
    if (this.#session === undefined && (operating === 'unknown' || operating === 'connecting')) {
      const offline = () => this.#offlineError();
      await withTimeout(clock, this.#firstContact, Math.max(0, info.expiresAt - clock.now()), offline);
    }
    const handler = this.#session?.commands[name];
    if (this.#session === undefined) throw this.#offlineError();
    if (!handler)
      throw new GatewayError('COMMAND_UNKNOWN', `${device.id} cannot do "${name}"`, { deviceId: device.id });
    const request = { commandId: info.commandId, signal: this.#stop.signal };
    return withTimeout(clock, handler(args as never, request), commandLimitMs, () => {
      const message = `"${name}" on ${device.id} gave no result in ${commandLimitMs / 1000} s`;
      return new GatewayError('DEVICE_OUTCOME_UNKNOWN', message, { deviceId: device.id });
    });
  }

  #offlineError(): GatewayError {
    const reason = this.state.view()['reason'];
    const message = `${this.id} is not in contact${typeof reason === 'string' ? `: ${reason}` : ''}`;
    return new GatewayError('DEVICE_OFFLINE', message, { deviceId: this.id });
  }

  async #run(): Promise<void> {
    const { random } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#setContact(attempting(this.#contact));
      await this.#attempt().catch((error) => this.#failure(error));
      if (signal.aborted) break;
      const wait = inDoubt(this.#contact)
        ? this.#options.device.driver.contact.confirmIntervalMs
        : backoffMs(this.#contact.failures, random, { floorMs: 500 });
      await this.#pause.wait(wait, signal);
    }
  }

  /** One session from open to its end; rejects with the reason it ended. */
  async #attempt(): Promise<void> {
    const { device, links } = this.#options;
    const ended = new AbortController();
    const end = () => ended.abort();
    this.#stop.signal.addEventListener('abort', end, { once: true });
    let footing: Footing | undefined;
    let session: DeviceSession | undefined;
    try {
      footing = await openFooting(device, links, ended.signal);
      const lost = footing.lost.then((detail): never => {
        throw new GatewayError('TRANSPORT_CLOSED', detail, { deviceId: device.id });
      });
      lost.catch(end);
      session = await device.driver.open(this.#context(footing, ended.signal));
      await Promise.race([this.#work(session, ended.signal), lost, aborted(ended.signal)]);
    } finally {
      this.#session = undefined;
      this.#modes.doubt();
      end();
      this.#stop.signal.removeEventListener('abort', end);
      await this.#close(session);
      await footing?.release();
    }
  }

  /** A session that does not end in time is left to itself: its link goes, and its reports go nowhere. */
  async #close(session: DeviceSession | undefined): Promise<void> {
    if (!session) return;
    const { clock, logger } = this.#options;
    const late = () => new GatewayError('DEVICE_OUTCOME_UNKNOWN', `the session of ${this.id} does not end`);
    await withTimeout(clock, session.close(), closeLimitMs, late).catch((error: Error) => logger.warn(error.message));
  }

  /** Identify, then poll until contact is lost. Rejects only when a new session is needed. */
  async #work(session: DeviceSession, signal: AbortSignal): Promise<void> {
    const { device, random } = this.#options;
    const { driver } = device;
    const outlivesLoss = driver.linkKind !== 'stream' && driver.linkKind !== 'hid';
    let identified = false;
    while (!signal.aborted) {
      try {
        if (!identified) {
          // Commands may come while a device that stays in its session is out of contact: it decides what still goes.
          if (outlivesLoss) this.#session = session;
          const identity = await this.#guarded(session.identify(), 'identify');
          identified = true;
          this.#session = session;
          this.#publishInfo(identity);
          this.#resolveFirstContact();
        }
        await this.#guarded(session.poll(), 'poll');
        this.#success();
      } catch (error) {
        if (signal.aborted) return;
        const code = error instanceof GatewayError ? error.code : undefined;
        if (code === 'DEVICE_OUTCOME_UNKNOWN') throw error;
        // A poll the line did not even send says nothing new, nor one that is too early to know; but that calls were not answered either counts.
        const { unanswered = 0 } = error instanceof GatewayError ? error : {};
        const isKnown = unanswered < driver.contact.failures || this.#contact.operating === 'offline';
        if (code === 'DEVICE_NOT_HEARD' || (code === 'TRANSPORT_MEMBER_SILENT' && isKnown)) {
          await this.#pause.wait(this.#nextPollMs(session, random), signal);
          continue;
        }
        if (!outlivesLoss && (!identified || this.#contact.failures + 1 >= driver.contact.failures)) throw error;
        this.#failure(error);
        if (this.#contact.operating === 'offline') identified = false;
      }
      await this.#pause.wait(this.#nextPollMs(session, random), signal);
    }
  }

  #nextPollMs(session: DeviceSession, random: () => number): number {
    const { confirmIntervalMs } = this.#options.device.driver.contact;
    if (this.#contact.operating === 'offline') {
      // Never rarer than a device that is well: a bus has back-offs of its own, for the member and for the link, and a
      // question over the network costs nobody else anything. A terminal that is back is told within a minute.
      return Math.min(backoffMs(this.#contact.failures, random, { floorMs: 500 }), session.pollIntervalMs);
    }
    return inDoubt(this.#contact) ? Math.min(confirmIntervalMs, session.pollIntervalMs) : session.pollIntervalMs;
  }

  /** Polls now instead of at the end of the interval. */
  pollNow(): void {
    this.#pause.wake();
  }

  #guarded<T>(work: Promise<T>, what: string): Promise<T> {
    return withTimeout(this.#options.clock, work, hungAfterMs, () => {
      const message = `${what} of ${this.id} hangs for ${hungAfterMs / 1000} s`;
      return new GatewayError('DEVICE_OUTCOME_UNKNOWN', message, { deviceId: this.id });
    });
  }

  #success(): void {
    this.#report.success(this.#contact, (contact) => this.#setContact(contact));
    if (this.#contact.operating === 'online') this.#modes.polled();
  }

  #failure(cause: unknown): void {
    if (this.#stop.signal.aborted) return;
    const error = asGatewayError(cause, 'COMMAND_FAILED');
    // It may quote the device, and goes into state, alarm and device file.
    const reason = maskText(error.message);
    this.#report.failure(this.#contact, error, (contact) => this.#setContact(contact, reason));
    if (this.#contact.operating !== 'offline') return;
    this.#modes.end();
    tellUnreachable(this.#options, this.state);
  }

  #setContact(contact: Contact, reason?: string): void {
    const { logger } = this.#options;
    const changed = contact.operating !== this.#contact.operating;
    this.#contact = contact;
    if (contact.operating === 'offline') this.#resolveFirstContact();
    this.state.set(
      contact.operating === 'online'
        ? { operating: 'online', reason: undefined }
        : { operating: contact.operating, ...(reason ? { reason } : {}) },
    );
    if (changed) logger.info(`${this.id} is ${contact.operating}`, reason ? { reason } : {});
  }

  #publishInfo(identity: Identity): void {
    const { device, publisher } = this.#options;
    const { driver } = device;
    publisher.deviceInfo(device.id, {
      class: driver.class,
      driver: driver.name,
      title: driver.title,
      commands: driver.commands,
      alarmTypes: [...new Set([...driver.alarms.map(({ type }) => type), contactAlarmOf(driver, device.options)])],
      ...(device.busId === undefined ? {} : { bus: device.busId }),
      ...withoutCardNumbers(identity),
    });
  }

  #context({ link }: Footing, signal: AbortSignal): FullContext {
    const { device, publisher, alarms } = this.#options;
    const { clock, random, logger, language, timezone, templates, hours, parts } = this.#options;
    const context: FullContext = {
      deviceId: device.id,
      options: device.options,
      ...{ link, clock, random, logger, signal, language, timezone, templates, hours, parts },
      file: this.#options.file ?? noFile,
      traps: this.#options.traps ?? noTraps,
      beats: this.#options.beats ?? noBeats,
      keypad: this.#options.keypad ?? noKeys,
      hasCardNumber: (text) => cardNumbersIn(text).length > 0,
      ...this.#keeping,
      state: (patch) => this.state.merge(patch),
      alarm: (condition) => alarms.condition(device.id, condition),
      unverified: (those) => signal.aborted || alarms.unverified(device.id, those),
      suppress: (mode, why) => this.#modes.set(mode, why),
      measurement: (data) => publisher.deviceMeasurement(device.id, data),
    };
    return guardContext(context, () => !signal.aborted);
  }
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
