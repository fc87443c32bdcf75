import type { z } from 'zod';
import type { Clock } from './clock.js';
import type { CharacterFormat } from './transport/line-format.js';
import type { ByteLink, HidLink, LinkSettings, ListenPort } from './transport/link.js';
import type { BusMember } from './transport/transaction.js';

export const deviceClasses = [
  'ticket-printer',
  'led-board',
  'terminal',
  'people-counter',
  'keypad',
  'signal-light',
] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** One command of a class: what it takes and whether doing it twice does harm. */
export interface CommandContract {
  readonly description: string;
  readonly args: z.ZodType;
  /**
   * True when doing it again changes nothing (showing the same number). The gateway may then act while the request is
   * still on its way to disk; any other command waits until it is there.
   */
  readonly idempotent: boolean;
  /**
   * The driver puts a record of its own on disk (`memory.records`) before anything leaves for the device. That record
   * never gets there sooner than the request, so the driver need not wait for the request's.
   */
  readonly recordsFirst?: true;
  /**
   * Several devices do it, each its part in its own lane: the command itself neither waits in a lane nor holds one up.
   * For commands of the gateway.
   */
  readonly inDeviceLanes?: true;
  /**
   * It only tells something: it waits for nothing, is neither journalled nor audited, and the same id again is answered
   * anew. For commands of the gateway.
   */
  readonly reads?: true;
  /**
   * Arguments of plain values that belong into the audit record: who, what, why. Never anything of a customer, never a
   * secret. Default: none.
   */
  readonly audited?: readonly string[];
}

/**
 * What every driver of a class has in common. Queue software is written against this, so that a branch can swap a
 * printer brand and change nothing.
 */
export interface ClassContract {
  readonly class: DeviceClass;
  /** The class's part of the `state` topic; fields a driver has not reported yet are absent. */
  readonly state: z.ZodObject;
  readonly commands: Readonly<Record<string, CommandContract>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** Data of the `measurement` topic, where the class has one. */
  readonly measurement?: z.ZodType;
}

/**
 * What a driver stands on: `stream` an exclusive byte link, `bus` a place on a request/reply line (its own or a
 * shared one), `hid` a HID device, `listen` a port at which the device calls, `none` whatever it connects itself (network
 * probes).
 */
export interface Links {
  stream: ByteLink;
  bus: BusMember;
  hid: HidLink;
  listen: ListenPort;
  none: undefined;
}
export type LinkKind = keyof Links;

/** An alarm condition as the driver sees it; the gateway owns delays, record and publication. */
export interface AlarmCondition {
  /** alarm-type-id of the catalogue, e.g. `printer-paper-out`. */
  readonly type: string;
  /**
   * Which instance, where a device can have several, e.g. `zone-2`; "" when left out. The contact alarm is the one without: with
   * a qualifier it is a condition like any other, e.g. a printer that answers and says that it is off-line.
   */
  readonly qualifier?: string;
  readonly active: boolean;
  /** Where it is another than the catalogue's, e.g. of a condition that has lasted too long. */
  readonly severity?: 'warning' | 'minor' | 'major' | 'critical';
  /**
   * Who can put it right, where the device itself says so and it may be another than the catalogue's owner; never of an
   * alarm of security.
   */
  readonly owner?: 'flm' | 'slm' | 'it';
  /** What was seen, for the technician: raw code or bytes and their meaning. Never card data. */
  readonly detail?: string;
}

/** An alarm type the driver can raise; delays in seconds override the catalogue's. */
export interface AlarmDeclaration {
  readonly type: string;
  readonly onDelaySeconds?: number;
  readonly offDelaySeconds?: number;
  /**
   * True where not every poll tells of it: only a print, a write, or what several polls agree on. Of any other alarm a
   * session says within its first two polls whether it is active; one of which it says nothing is over, and the gateway
   * clears it. One of these stays, unverified, until the next occasion.
   */
  readonly onOccasion?: true;
  /**
   * True where silence of the device does not speak against it, e.g. a battery that is taken for empty because its UPS
   * fell silent: it is raised although contact is lost. Any other alarm waits until the device can be asked again.
   */
  readonly outlivesContact?: true;
  /**
   * True where it says that contact is lost although the host of the device answers, e.g. its agent refuses our password.
   * A session raises it by the error that ends a poll (`ErrorDetails.contactAlarm`), never by a condition: the supervisor
   * then raises it instead of the contact alarm, and clears it with contact. Nothing else of the device is certain
   * meanwhile, and what depends on the device is not explained by it.
   */
  readonly hostAnswers?: true;
}

/** Who may speak for a device that reports by itself, over HTTP and MQTT. */
export interface HeartbeatAccess {
  /** Option that names the file of its bearer token; absent = it has none. */
  readonly tokenFile?: OptionFile | undefined;
  /** Users of the local broker besides the one named like the device. */
  readonly users: readonly string[];
}

/** Who in a device keeps its equipment alarms quiet: cash, paper or cards are being exchanged, or the vendor's service mode. */
export type DeviceMode = 'exchange' | 'vendor-mode';

/** A file that an option names: nothing secret stands in the configuration itself. */
export interface OptionFile {
  /** Path of the option, e.g. `['tls', 'caFile']`. */
  readonly field: readonly string[];
  /** As written there; relative names start at the directory of the configuration. */
  readonly name: string;
  /** `secret` one line of at most 1024 bytes; `token` the same, for a bearer token of 16 bytes or more; `authority` PEM certificates; `key` a PEM private key that is not encrypted. */
  readonly kind: 'secret' | 'token' | 'authority' | 'key';
}

export interface DriverLogger {
  debug(message: string, details?: Record<string, unknown>): void;
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

/** What is said with a change of the device's memory. */
export interface Told {
  readonly event?: { readonly name: string; readonly data: Record<string, unknown> };
  /** Counts of an interval: unlike a plain measurement they must not be lost (DESIGN.md section 7). */
  readonly measurement?: Record<string, unknown>;
}

/**
 * A session's whole world. It reaches nothing else: no globals, no console, no clock of its own. What only one class
 * needs beside it is in that class's contract.
 */
export interface DriverContext<Options = unknown, Kind extends LinkKind = LinkKind> {
  readonly deviceId: string;
  readonly options: Options;
  readonly link: Links[Kind];
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: DriverLogger;
  /** Aborted when the session is to end; long waits listen to it. */
  readonly signal: AbortSignal;
  readonly language: 'zh' | 'en';
  /** IANA name, e.g. Asia/Shanghai, for clocks and printed times. */
  readonly timezone: string;
  /**
   * What one of the definition's `files` holds now, a secret without its line break. Rejects with CONFIG_UNREADABLE, which
   * names the file and never quotes it.
   */
  file(file: OptionFile): Promise<string>;
  /** Merges fields into the device's state; nothing is published when nothing changed. */
  state(patch: Record<string, unknown>): void;
  /** Reports a condition, active or not; saying the same again at each poll is expected and is what verifies it. */
  alarm(condition: AlarmCondition): void;
  /**
   * Says that the device is in such a mode and why, for people; undefined when it no longer is. Said at each poll.
   * The gateway holds new alarms back meanwhile, but those of security. It ends with contact, with the first poll of a new
   * session that does not say it again, and after 4 h: a mode that nobody ends must not hide alarms for ever.
   */
  suppress(mode: DeviceMode, why: string | undefined): void;
  measurement(data: Record<string, unknown>): void;
  /** Resolves when the event is durable; rejects when the disk refuses it, and it is said all the same. */
  event(name: string, data: Record<string, unknown>): Promise<void>;
  /** A small JSON value of this device that survives restarts, e.g. a counter's last totals. */
  readonly memory: {
    load(): unknown;
    /**
     * Resolves when the value is durable. What it tells survives together with it or not at all, and is said then.
     * Rejects with STORAGE_WRITE_FAILED when the disk refuses it: the value is the one before, and nothing was said.
     */
    save(value: unknown, told?: Told): Promise<void>;
    /** JSON values of this device by key, for what is many and changes one at a time, e.g. tickets. */
    readonly records: {
      /** What is kept, in the order in which the keys came first. */
      load(): ReadonlyMap<string, unknown>;
      /** As `save`, for one record; undefined forgets it. */
      put(key: string, value: unknown, told?: Told): Promise<void>;
    };
  };
}

/** Who answered: fields as far as the protocol tells them. */
export interface Identity {
  readonly model?: string;
  readonly firmware?: string;
  readonly serialNumber?: string;
  readonly capabilities?: readonly string[];
}

/** What the supervisor tells a command handler about the request. */
export interface CommandRequest {
  readonly commandId: string;
  /** Aborted when the gateway stops. */
  readonly signal: AbortSignal;
}

/** Returns the reply's `result`; throws a GatewayError, of which DEVICE_OUTCOME_UNKNOWN becomes status `unknown`. */
export type CommandHandler = (args: never, request: CommandRequest) => Promise<Record<string, unknown> | undefined>;

/**
 * A driver at work on one device. On a `stream` or `hid` link it lives as long as that link; on a `bus`, `listen` or `none`
 * it lives through losses of contact, and `identify` is called again at each return.
 */
export interface DeviceSession {
  /** ms between polls while all is well. */
  readonly pollIntervalMs: number;
  /**
   * Finds out who is there and brings the device into the wanted state (e.g. shows again what a board lost with its
   * power). Throws a GatewayError when nobody answers.
   */
  identify(): Promise<Identity>;
  /** Asks once for everything that can change, reports it through the context; throws when nobody answers. */
  poll(): Promise<void>;
  readonly commands: Readonly<Record<string, CommandHandler>>;
  /** Ends timers and waits; the link is closed by whoever opened it. Never throws. */
  close(): Promise<void>;
}

/** When contact counts as lost or back, and which alarm says so. */
export interface ContactRule {
  readonly alarm: string;
  /** Consecutive failures until `offline` and the alarm. */
  readonly failures: number;
  /** Consecutive successes until the alarm clears. */
  readonly successes: number;
  /** ms between attempts while it is in doubt (after the first failure, before the last). */
  readonly confirmIntervalMs: number;
}

/** What is left of a driver's world while its device cannot be asked. */
export type UnreachableContext<Options> = Pick<DriverContext<Options>, 'options' | 'clock' | 'alarm' | 'state'> & {
  readonly memory: Pick<DriverContext['memory'], 'load'>;
};

/** A driver as data. */
export interface DriverDefinition<
  Options = unknown,
  Kind extends LinkKind = LinkKind,
  Context extends DriverContext<Options, Kind> = DriverContext<Options, Kind>,
> {
  readonly class: DeviceClass;
  /** The `driver:` of the configuration, e.g. `onbon`. */
  readonly name: string;
  /** One line for people, e.g. `Onbon BX-5K/5MK/6K character cards, dynamic areas`. */
  readonly title: string;
  readonly contract: ClassContract;
  /** Every field with description, unit and default. */
  readonly options: z.ZodType<Options>;
  readonly linkKind: Kind;
  /** The `link.type`s it accepts; empty for linkKind `none`. */
  readonly linkTypes: readonly LinkSettings['type'][];
  /** Address on a shared line, to refuse two devices with one; undefined where the protocol has none. */
  busAddress?(options: Options): string;
  /** The files its options name, so that a missing one is told when the configuration is checked. */
  files?(options: Options): readonly OptionFile[];
  /** Who may report for such a device; only of drivers that take heartbeats. */
  heartbeats?(options: Options): HeartbeatAccess;
  /** Where the device is on the network, for people; of drivers that connect themselves. */
  networkPlace?(options: Options): string;
  /** Whose addresses these are, e.g. `modbus` for every driver that speaks Modbus; default the driver's own name. */
  readonly addressSpace?: string;
  /** The shapes of character its devices can be set to on a serial line, e.g. `8N1`; left out = any. */
  readonly characterFormats?: readonly CharacterFormat[];
  readonly alarms: readonly AlarmDeclaration[];
  readonly contact: ContactRule;
  /**
   * The alarm that says that contact is lost, where it depends on what this device is, e.g. a printer or a UPS that both
   * speak SNMP; one of `alarms`. Left out = `contact.alarm`.
   */
  contactAlarm?(options: Options): string;
  /**
   * Ids of the devices that this one is made of; of drivers that see no device themselves. It counts as hanging on them, and
   * an engineer's window for it is one for those of them that no other has.
   */
  parts?(options: Options): readonly string[];
  /**
   * Says what lost contact means beyond the alarm of it, e.g. of a UPS that was last seen on battery. Called at each
   * failure while contact counts as lost, also where no session has begun since the gateway started: what it goes by is in
   * the device's memory. Alarms it raises are declared with `outlivesContact`.
   */
  unreachable?(context: UnreachableContext<Options>): void;
  /** Commands of the class this driver has; the others are refused with the list of these. */
  readonly commands: readonly string[];
  open(context: Context): Promise<DeviceSession>;
}

/** The alarm that says that contact with this device is lost. */
export function contactAlarmOf(driver: Pick<AnyDriver, 'contact' | 'contactAlarm'>, options: unknown): string {
  return driver.contactAlarm?.(options) ?? driver.contact.alarm;
}

/** Any driver, whatever its options; the registry checks the options against the schema before `open`. */
export type AnyDriver = DriverDefinition<unknown, LinkKind>;

/** Gives a definition its types at the place where it is written and takes them away for the list. */
export function defineDriver<
  Options,
  Kind extends LinkKind,
  Context extends DriverContext<Options, Kind> = DriverContext<Options, Kind>,
>(definition: DriverDefinition<Options, Kind, Context>): AnyDriver {
  return definition as unknown as AnyDriver;
}
