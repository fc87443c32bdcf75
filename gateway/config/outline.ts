import type { z } from 'zod';
import type { AnyDriver, LinkSettings } from '../../drivers/index.js';
import type { Path } from '../validation/mistake.js';
import { alarmSettingsSchema } from './alarms-schema.js';
import { callEntrySchema } from './calls-schema.js';
import { dutySchema } from './duty-schema.js';
import { hallCounterSchema, hallSchema, hallServiceSchema } from './hall-schema.js';
import { httpSchema } from './http-schema.js';
import { routinesSchema } from './routines-schema.js';
import { branchSchema, brokerSchema, busSchema, deviceSchema, gatewaySchema, userSchema } from './schema.js';
import { switchSchema } from './switches-schema.js';
import { tlsSchema, uplinkSchema } from './uplink-schema.js';
import { webhookSchema, webhookTlsSchema } from './webhooks-schema.js';

type Fields<Schema extends z.ZodObject> = Partial<z.output<Schema>>;

/** A mapping of the file: its fields that are right by themselves, and what is written. */
export interface Entry<Schema extends z.ZodObject> {
  readonly path: Path;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly fields: Fields<Schema>;
}

export type UserOutline = Entry<typeof userSchema>;
export type BusOutline = Entry<typeof busSchema>;
export type SwitchOutline = Entry<typeof switchSchema>;

export interface UplinkOutline extends Entry<typeof uplinkSchema> {
  readonly tls: Entry<typeof tlsSchema>;
}

export interface WebhookOutline extends Entry<typeof webhookSchema> {
  readonly tls: Entry<typeof webhookTlsSchema>;
}

export interface DeviceOutline extends Entry<typeof deviceSchema> {
  /** Absent when class and name do not lead to one. */
  readonly driver?: AnyDriver | undefined;
  /** As parsed by the driver; absent when they are wrong. */
  readonly options?: { readonly value: unknown } | undefined;
}

export interface HallOutline extends Entry<typeof hallSchema> {
  readonly services: readonly Entry<typeof hallServiceSchema>[];
  readonly counters: readonly Entry<typeof hallCounterSchema>[];
}

/** What the branch wants otherwise for an alarm type. */
export interface AlarmOutline extends Entry<typeof alarmSettingsSchema> {
  readonly type: string;
}

/**
 * What is right in a file that may have mistakes elsewhere, so that the rules of several fields are checked in the same
 * run as each field alone and every mistake is listed at once.
 */
export interface Outline {
  readonly branch: Entry<typeof branchSchema>;
  readonly gateway: Entry<typeof gatewaySchema>;
  readonly broker: Entry<typeof brokerSchema>;
  readonly users: readonly UserOutline[];
  /** Absent when the file has none. */
  readonly uplink?: UplinkOutline | undefined;
  readonly buses: readonly BusOutline[];
  readonly switches: readonly SwitchOutline[];
  readonly devices: readonly DeviceOutline[];
  readonly calls: readonly Entry<typeof callEntrySchema>[];
  readonly webhooks: readonly WebhookOutline[];
  /** Absent when the file has none. */
  readonly http?: Entry<typeof httpSchema> | undefined;
  readonly alarms: readonly AlarmOutline[];
  readonly duty: Entry<typeof dutySchema>;
  /** Absent when the file has none. */
  readonly hall?: HallOutline | undefined;
  readonly routines: Entry<typeof routinesSchema>;
}

export function outlineOf(value: unknown, drivers: readonly AnyDriver[]): Outline {
  const raw = asRecord(value);
  return {
    branch: entry(branchSchema, ['branch'], raw['branch']),
    gateway: entry(gatewaySchema, ['gateway'], raw['gateway']),
    broker: entry(brokerSchema, ['broker'], raw['broker']),
    users: entries(userSchema, ['broker', 'users'], asRecord(raw['broker'])['users']),
    uplink: uplinkOutline(raw['uplink']),
    buses: entries(busSchema, ['buses'], raw['buses']),
    switches: entries(switchSchema, ['switches'], raw['switches']),
    devices: entries(deviceSchema, ['devices'], raw['devices']).map((device) => {
      const driver = findDriver(device, drivers);
      const options = device.fields.options && driver?.options.safeParse(device.fields.options);
      return { ...device, driver, options: options?.success ? { value: options.data } : undefined };
    }),
    calls: entries(callEntrySchema, ['calls'], raw['calls']),
    webhooks: entries(webhookSchema, ['webhooks'], raw['webhooks']).map((webhook) => ({
      ...webhook,
      tls: entry(webhookTlsSchema, [...webhook.path, 'tls'], webhook.raw['tls']),
    })),
    http: raw['http'] === undefined ? undefined : entry(httpSchema, ['http'], raw['http']),
    alarms: Object.entries(asRecord(raw['alarms'])).map(([type, settings]) => ({
      type,
      ...entry(alarmSettingsSchema, ['alarms', type], settings),
    })),
    duty: entry(dutySchema, ['duty'], raw['duty']),
    hall: hallOutline(raw['hall']),
    routines: entry(routinesSchema, ['routines'], raw['routines']),
  };
}

function uplinkOutline(value: unknown): UplinkOutline | undefined {
  if (value === undefined) return undefined;
  const uplink = entry(uplinkSchema, ['uplink'], value);
  return { ...uplink, tls: entry(tlsSchema, ['uplink', 'tls'], uplink.raw['tls']) };
}

function hallOutline(value: unknown): HallOutline | undefined {
  if (value === undefined) return undefined;
  const hall = entry(hallSchema, ['hall'], value);
  return {
    ...hall,
    services: entries(hallServiceSchema, ['hall', 'services'], hall.raw['services']),
    counters: entries(hallCounterSchema, ['hall', 'counters'], hall.raw['counters']),
  };
}

/** Every link of the file with its owner; a link with a mistake in it is left out. */
export function soundLinks(outline: Outline): { path: Path; link: LinkSettings; id: string | undefined }[] {
  return [...outline.buses, ...outline.devices].flatMap(({ path, fields }) =>
    fields.link ? [{ path: [...path, 'link'], link: fields.link, id: fields.id }] : [],
  );
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function entries<Schema extends z.ZodObject>(schema: Schema, path: Path, list: unknown): Entry<Schema>[] {
  return Array.isArray(list) ? list.map((item: unknown, index) => entry(schema, [...path, index], item)) : [];
}

function entry<Schema extends z.ZodObject>(schema: Schema, path: Path, value: unknown): Entry<Schema> {
  return { path, raw: asRecord(value), fields: soundFields(schema, value) };
}

function soundFields<Schema extends z.ZodObject>(schema: Schema, value: unknown): Fields<Schema> {
  const raw = asRecord(value);
  const sound: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const result = (field as z.ZodType).safeParse(raw[name]);
    if (result.success && result.data !== undefined) sound[name] = result.data;
  }
  return sound as Fields<Schema>;
}

/** A class with a mistake in it does not hide what is wrong in the options of a known driver. */
function findDriver({ fields }: Entry<typeof deviceSchema>, drivers: readonly AnyDriver[]): AnyDriver | undefined {
  return drivers.find(
    (driver) => driver.name === fields.driver && (fields.class === undefined || driver.class === fields.class),
  );
}
