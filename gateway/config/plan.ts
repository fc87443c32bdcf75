import { builtinTemplates } from '../../drivers/index.js';
import type { OwnTemplates } from '../templates/own.js';
import type { Chain } from '../uplink/outbox/outbox.js';
import { deviceFileSchema } from './device-file-schema.js';
import { hostAndPort, linkText } from './link-text.js';
import { alarmsText, type PlannedAlarm, planAlarms } from './plan-alarms.js';
import { dutyText, type PlannedDuty, planDuty } from './plan-duty.js';
import { hallText, type PlannedHall, planHall } from './plan-hall.js';
import { outwardTexts, type PlannedOutward, planOutward } from './plan-outward.js';
import { type PlannedSwitch, planSwitches, switchText } from './plan-switches.js';
import type { ResolvedConfig, ResolvedDevice } from './schema.js';
import type { ResolvedUplink } from './uplink.js';

/** What the gateway would do with a configuration, as data. */
export interface Plan extends PlannedOutward {
  readonly branch: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly gateway: { readonly id: string; readonly language: string; readonly stateDir: string };
  readonly broker: { readonly mqtt: string; readonly websocket?: string; readonly users: readonly string[] };
  /** Absent = stand-alone. */
  readonly uplink?: PlannedUplink;
  /** Absent = only those that are built in. */
  readonly templates?: PlannedTemplates;
  readonly buses: readonly { readonly id: string; readonly link: string; readonly members: readonly PlannedMember[] }[];
  /** Absent = none is known. */
  readonly switches?: readonly PlannedSwitch[];
  readonly devices: readonly PlannedDevice[];
  /** Absent = every counter's calls on every board. */
  readonly calls?: readonly PlannedCalls[];
  /** Absent = bounds as they are delivered. */
  readonly deviceFile?: { readonly maxMegabytes: number; readonly maxAgeDays: number };
  /** What the branch wants otherwise than the catalogue; absent = nothing. */
  readonly alarms?: readonly PlannedAlarm[];
  /** Absent = nobody is told of an alarm. */
  readonly duty?: PlannedDuty;
  /** Absent = no queue. */
  readonly hall?: PlannedHall;
}

export interface PlannedTemplates {
  readonly folder: string;
  readonly names: readonly string[];
  /** Those of them that stand in place of a built-in one. */
  readonly replacing: readonly string[];
}

export interface PlannedUplink {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly forward: readonly { readonly filter: string; readonly chain: Chain }[];
  readonly maxOutboxBytes: number;
}

export interface PlannedCalls {
  /** Absent = every counter. */
  readonly counters?: readonly string[];
  readonly boards: readonly { readonly board: string; readonly zone?: string }[];
}

export interface PlannedMember {
  readonly id: string;
  readonly address?: string;
}

export interface PlannedDevice {
  readonly id: string;
  readonly class: string;
  readonly driver: string;
  readonly title: string;
  readonly admin: 'enabled' | 'disabled';
  /** Its own link in words. */
  readonly link?: string;
  readonly bus?: string;
  readonly address?: string;
  readonly pollIntervalMs?: number;
  /** Devices, or the uplink, whose loss explains its own. */
  readonly dependsOn?: readonly string[];
  /** Absent = in the opening hours of the branch. */
  readonly hours?: 'always';
  /** Devices it is made of. */
  readonly parts?: readonly string[];
  /** By which template it prints a ticket that names none. */
  readonly template?: string;
}

export function planOf(config: ResolvedConfig, templates?: OwnTemplates): Plan {
  const { branch, gateway, broker, uplink, buses, devices, calls, deviceFile, duty } = config;
  const alarms = planAlarms(config);
  const switches = planSwitches(config);
  const { websocketPort: websocket } = broker;
  return {
    branch: { id: branch.id, name: branch.name, timezone: branch.timezone },
    gateway: { id: gateway.id, language: gateway.language, stateDir: gateway.stateDir },
    broker: {
      mqtt: `mqtt://${hostAndPort(broker.host, broker.port)}`,
      ...(websocket === undefined ? {} : { websocket: `ws://${hostAndPort(broker.host, websocket)}` }),
      users: broker.accounts.map(({ name }) => name),
    },
    ...(uplink === undefined ? {} : { uplink: planUplink(uplink) }),
    ...(templates === undefined || templates.byName.size === 0 ? {} : { templates: planTemplates(templates) }),
    buses: buses.map(({ id, link }) => ({
      id,
      link: linkText(link),
      members: devices.filter(({ busId }) => busId === id).map((device) => ({ id: device.id, ...addressOf(device) })),
    })),
    ...(switches.length === 0 ? {} : { switches }),
    devices: devices.map(planDevice),
    ...(calls === undefined ? {} : { calls: calls.map(planCalls) }),
    ...(isDefault(deviceFile) ? {} : { deviceFile }),
    ...(alarms.length === 0 ? {} : { alarms }),
    ...planOutward(config),
    ...(duty === undefined ? {} : { duty: planDuty(duty) }),
    ...planHall(config),
  };
}

/** The plan in sentences that continue "The gateway would …". */
export function describePlan(config: ResolvedConfig, own?: OwnTemplates): string[] {
  const plan = planOf(config, own);
  const { branch, gateway, broker, uplink, templates, buses, switches, devices, calls, alarms, ...rest } = plan;
  const { deviceFile, duty, hall, ...outward } = rest;
  return [
    `serve branch ${branch.id} (${branch.name}, ${branch.timezone}) as gateway ${gateway.id}, language ${gateway.language}, state in ${gateway.stateDir}`,
    `listen on ${[broker.mqtt, broker.websocket].filter(Boolean).join(' and ')}, ${
      broker.users.length === 0 ? 'open to this machine without users' : `for the users ${broker.users.join(', ')}`
    }`,
    ...(uplink === undefined ? [] : [uplinkText(uplink)]),
    ...(templates === undefined ? [] : [templatesText(templates)]),
    ...buses.map(({ id, link, members }) => `share bus ${id} on ${link} between ${membersText(members)}`),
    ...(switches ?? []).map(switchText),
    ...devices.map(deviceText),
    ...(calls === undefined ? [] : [`call numbers ${calls.map(callsText).join(', ')}`]),
    ...(deviceFile === undefined
      ? []
      : [
          `keep a file of every device for ${deviceFile.maxAgeDays} days, all of them in ${deviceFile.maxMegabytes} MB`,
        ]),
    ...(alarms === undefined ? [] : [alarmsText(alarms)]),
    ...outwardTexts(outward),
    ...(duty === undefined ? [] : [dutyText(duty)]),
    ...(hall === undefined ? [] : [hallText(hall)]),
  ];
}

function isDefault({ maxMegabytes, maxAgeDays }: ResolvedConfig['deviceFile']): boolean {
  const { maxMegabytes: megabytes, maxAgeDays: days } = deviceFileSchema.parse({});
  return maxMegabytes === megabytes && maxAgeDays === days;
}

function planUplink({ url, clientId, username, forward, outbox }: ResolvedUplink): PlannedUplink {
  const user = username === undefined ? {} : { username };
  return { url, clientId, ...user, forward, maxOutboxBytes: outbox.maxBytes };
}

function uplinkText({ url, clientId, username, forward, maxOutboxBytes }: PlannedUplink): string {
  const filters = forward.map(({ filter, chain }) => `${filter} (${chain})`);
  const what = ['its own messages', ...filters].join(', ');
  const user = username === undefined ? '' : ` (user ${username})`;
  return `carry ${what} to ${url} as ${clientId}${user}, keep up to ${maxOutboxBytes / 1_048_576} MB when it is away`;
}

function planTemplates({ folder, byName }: OwnTemplates): PlannedTemplates {
  const names = [...byName.keys()];
  return { folder, names, replacing: names.filter((name) => builtinTemplates.has(name)) };
}

function templatesText({ folder, names, replacing }: PlannedTemplates): string {
  const replaced = replacing.length > 0 ? `, of them in place of a built-in one: ${replacing.join(', ')}` : '';
  return `know the ticket templates ${names.join(', ')} of ${folder}${replaced}`;
}

function planCalls({ counters, boards }: NonNullable<ResolvedConfig['calls']>[number]): PlannedCalls {
  return {
    ...(counters === undefined ? {} : { counters: counters.map(String) }),
    boards: boards.map((place) => (typeof place === 'string' ? { board: place } : place)),
  };
}

function callsText({ counters, boards }: PlannedCalls): string {
  const places = boards.map(({ board, zone }) => (zone === undefined ? board : `${board} (zone ${zone})`));
  const whose = counters === undefined ? 'every counter' : `counter ${counters.join(', ')}`;
  return `of ${whose} on ${places.join(' and ')}`;
}

function planDevice(device: ResolvedDevice): PlannedDevice {
  const { driver, link, busId, dependsOn, options } = device;
  const parts = driver.parts?.(options);
  const interval = fieldOf(options, 'pollIntervalMs');
  const template = device.class === 'ticket-printer' ? fieldOf(options, 'template') : undefined;
  return {
    id: device.id,
    class: device.class,
    driver: driver.name,
    title: driver.title,
    admin: device.admin,
    ...(link === undefined ? {} : { link: linkText(link) }),
    ...(busId === undefined ? {} : { bus: busId }),
    ...addressOf(device),
    ...(typeof interval === 'number' ? { pollIntervalMs: interval } : {}),
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(device.hours === 'always' ? { hours: 'always' as const } : {}),
    ...(parts === undefined ? {} : { parts }),
    ...(typeof template === 'string' ? { template } : {}),
  };
}

function deviceText({
  id,
  title,
  admin,
  link,
  bus,
  address,
  pollIntervalMs,
  dependsOn,
  parts,
  template,
  ...device
}: PlannedDevice): string {
  const verb = admin === 'enabled' ? 'drive' : 'leave alone (admin: disabled)';
  return [
    `${verb} ${id}: ${device.class} ${device.driver} (${title})`,
    link === undefined ? '' : `on ${link}`,
    bus === undefined ? '' : `on bus ${bus}`,
    address === undefined ? '' : `address ${address}`,
    dependsOn === undefined ? '' : `behind ${dependsOn.join(' and ')}`,
    device.hours === undefined ? '' : 'wanted round the clock',
    parts === undefined ? '' : `made of ${parts.join(' and ')}`,
    template === undefined ? '' : `tickets by the template ${template}`,
    pollIntervalMs === undefined || admin === 'disabled' ? '' : `asked every ${pollIntervalMs / 1_000} s`,
  ]
    .filter(Boolean)
    .join(', ');
}

function membersText(members: readonly PlannedMember[]): string {
  const names = members.map(({ id, address }) => (address === undefined ? id : `${id} (address ${address})`));
  return names.join(', ') || 'no devices yet';
}

function addressOf({ driver, options }: ResolvedDevice): { address?: string } {
  const address = driver.busAddress?.(options);
  return address === undefined ? {} : { address };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
