import { z } from 'zod';
import { type AnyDriver, type ByteLinkSettings, deviceClasses, type LinkSettings } from '../../drivers/index.js';
import { alarmsSchema } from './alarms-schema.js';
import { callsSchema } from './calls-schema.js';
import { dependsOnSchema } from './depends-schema.js';
import { deviceFileSchema } from './device-file-schema.js';
import { dutySchema } from './duty-schema.js';
import { type HallConfig, hallSchema } from './hall-schema.js';
import { httpSchema, type ResolvedHttp } from './http-schema.js';
import { byteLinkSchema, host, linkSchema, port } from './link-schema.js';
import { routinesSchema } from './routines-schema.js';
import { switchesSchema } from './switches-schema.js';
import type { ResolvedUplink } from './uplink.js';
import { uplinkSchema } from './uplink-schema.js';
import type { ResolvedWebhook } from './webhooks.js';
import { webhooksSchema } from './webhooks-schema.js';

const id = (what: string) =>
  z
    .string()
    .regex(/^(?!gateway$)[a-z0-9][a-z0-9-]{0,39}$/)
    .describe(
      `${what}: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit; "gateway" is reserved for the gateway itself`,
    );

const topicId = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .describe(`${what}, part of every topic: 1 to 40 of a-z, 0-9 and "-"`);

export const openDaysSchema = z
  .string()
  .regex(/^(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?$/)
  .describe('a day or a range of days: mon, tue, wed, thu, fri, sat, sun, mon-fri, …');

export const openTimesSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/)
  .describe('opening and closing time in quotes, e.g. "09:00-17:00"');

export const branchSchema = z
  .strictObject({
    id: topicId('branch id'),
    name: z.string().min(1).max(80).describe('name for people, printed on tickets, 1 to 80 characters'),
    timezone: z.string().min(1).describe('IANA time zone, e.g. Asia/Shanghai'),
    hours: z
      .record(openDaysSchema, openTimesSchema)
      .optional()
      .describe('opening hours in local time by day; a day that is not named is closed; absent = not known'),
  })
  .describe('the branch');

export const gatewaySchema = z
  .strictObject({
    id: topicId('gateway id'),
    stateDir: z
      .string()
      .min(1)
      .default('./state')
      .describe('directory for what must survive a restart, relative to the working directory, default ./state'),
    language: z.enum(['zh', 'en']).default('zh').describe('language of alarm texts and printouts, default zh'),
    healthIntervalSeconds: z
      .int()
      .min(5)
      .max(3_600)
      .default(30)
      .describe('seconds between two health messages, 5 to 3600, default 30'),
    templates: z
      .string()
      .min(1)
      .optional()
      .describe(
        "folder of the branch's own ticket templates (NAME.ticket), relative to the directory of this configuration; absent = templates, if there is one",
      ),
  })
  .describe('this gateway');

export const userSchema = z.strictObject({
  name: z
    .string()
    .regex(/^\S{1,64}$/)
    .describe('MQTT user name, 1 to 64 characters without spaces'),
  passwordFile: z
    .string()
    .min(1)
    .describe('file that holds the password on one line, relative to the directory of this configuration'),
});

export const brokerSchema = z
  .strictObject({
    host: host('address the broker listens on, default 127.0.0.1 (this machine only)').default('127.0.0.1'),
    port: port('TCP port for MQTT, default 1883').default(1_883),
    websocketPort: port('TCP port for MQTT over WebSocket, absent = none').optional(),
    users: z.array(userSchema).optional().describe('who may connect; required when host is not a loopback address'),
    maxPacketBytes: z
      .int()
      .min(1_024)
      .max(16_777_216)
      .default(1_048_576)
      .describe('largest MQTT packet taken from a client, bytes, 1024 to 16777216, default 1048576'),
    maxClients: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('clients connected at one time, 1 to 10000, default 100'),
    wrongLogins: z
      .int()
      .min(1)
      .max(1_000)
      .default(5)
      .describe('logins with a wrong user or password within 10 minutes that raise an alarm, 1 to 1000, default 5'),
  })
  .describe('the local MQTT broker');

export const busSchema = z
  .strictObject({
    id: id('bus id'),
    link: byteLinkSchema,
    interFrameGapMs: z
      .number()
      .min(0)
      .max(1_000)
      .optional()
      .describe(
        "ms of silence before each request, 0 to 1000; absent = 20 or 3.5 characters at the line's speed, whichever is longer",
      ),
    discardEcho: z
      .boolean()
      .optional()
      .describe('true where the adapter hands our own bytes back (RS-485 without echo suppression), default false'),
  })
  .describe('a line shared by several devices, e.g. RS-485');

export const deviceSchema = z
  .strictObject({
    id: id('device id'),
    class: z.enum(deviceClasses).describe('what the device is to the branch'),
    driver: z.string().describe('driver name, e.g. escpos'),
    link: linkSchema.optional(),
    bus: z.string().optional().describe('id of the bus the device hangs on, in place of link'),
    admin: z
      .enum(['enabled', 'disabled'])
      .default('enabled')
      .describe('disabled = configured but left alone, default enabled'),
    switch: z
      .boolean()
      .optional()
      .describe(
        'true = it is a network switch: half of the terminals behind it lost together are its loss, also while it answers. Absent = false',
      ),
    dependsOn: dependsOnSchema,
    hours: z
      .enum(['branch', 'always'])
      .optional()
      .describe(
        'when it is wanted, for its figures: branch = the opening hours, the default; always = round the clock',
      ),
    options: z.record(z.string(), z.unknown()).default({}).describe("the driver's own settings"),
  })
  .describe('a device');

/** The whole file. What one field can say alone is here; what depends on several is in rules/. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).describe('version of this format: 1'),
    branch: branchSchema,
    gateway: gatewaySchema,
    broker: brokerSchema.prefault({}),
    uplink: uplinkSchema.optional(),
    buses: z.array(busSchema).default([]).describe('lines shared by several devices'),
    switches: switchesSchema,
    devices: z.array(deviceSchema).default([]).describe('the devices of the branch'),
    calls: callsSchema.optional(),
    alarms: alarmsSchema.optional(),
    webhooks: webhooksSchema.optional(),
    http: httpSchema.optional(),
    deviceFile: deviceFileSchema.prefault({}),
    duty: dutySchema.optional(),
    hall: hallSchema.optional(),
    routines: routinesSchema.optional(),
  })
  .describe('configuration of a branch gateway');

export type ParsedConfig = z.output<typeof configSchema>;

/** A broker user with the password read from its file. Never logged, published or part of the digest. */
export interface Account {
  readonly name: string;
  readonly password: string;
}

export interface ResolvedBus {
  readonly id: string;
  readonly link: ByteLinkSettings;
  /** ms */
  readonly interFrameGapMs?: number | undefined;
  readonly discardEcho?: boolean | undefined;
}

export interface ResolvedDevice {
  readonly id: string;
  readonly class: AnyDriver['class'];
  readonly driver: AnyDriver;
  readonly admin: 'enabled' | 'disabled';
  readonly link?: LinkSettings | undefined;
  readonly busId?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  /** Absent = the opening hours of the branch. */
  readonly hours?: 'branch' | 'always' | undefined;
  /** True of a network switch. */
  readonly switch?: boolean | undefined;
  /** As parsed by the driver's schema, defaults filled in. */
  readonly options: unknown;
}

/** The configuration ready for use: defaults filled in, drivers found, passwords read. */
export interface ResolvedConfig {
  readonly version: 1;
  readonly branch: ParsedConfig['branch'];
  readonly gateway: ParsedConfig['gateway'];
  readonly broker: Omit<ParsedConfig['broker'], 'users'> & { readonly accounts: readonly Account[] };
  /** Absent = stand-alone. */
  readonly uplink?: ResolvedUplink | undefined;
  readonly buses: readonly ResolvedBus[];
  /** Those without an address. */
  readonly switches: ParsedConfig['switches'];
  readonly devices: readonly ResolvedDevice[];
  /** Absent = every counter's calls light every board. */
  readonly calls?: ParsedConfig['calls'];
  readonly webhooks?: readonly ResolvedWebhook[] | undefined;
  /** Absent = no HTTP end point. */
  readonly http?: ResolvedHttp | undefined;
  readonly deviceFile: ParsedConfig['deviceFile'];
  /** Absent = the catalogue as it is delivered. */
  readonly alarms?: ParsedConfig['alarms'];
  /** Absent = nobody is told of an alarm. */
  readonly duty?: ParsedConfig['duty'];
  /** Absent = no queue. */
  readonly hall?: HallConfig | undefined;
  /** Absent = nothing is done by itself at set times. */
  readonly routines?: ParsedConfig['routines'];
}
