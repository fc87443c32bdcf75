import type { Command, Envelope } from './xfs4iot-envelope.js';
import { isObject } from './xfs4iot-envelope.js';
import type { JsonObject } from './xfs4iot-kinds.js';

/** The versions of one message: as a client may ask, and as the terminal answers. */
interface Versions {
  readonly command: string;
  readonly completion: string;
}

/** What every terminal here understands, and nothing else: it is there to be looked at (terminal-health.md 1.3, 1.7). */
const newerVersions: Readonly<Record<string, Versions>> = {
  'ServicePublisher.GetServices': { command: '2.0', completion: '2.0' },
  'Common.Status': { command: '2.0', completion: '3.0' },
  'Common.Capabilities': { command: '2.0', completion: '3.0' },
  'Common.SetVersions': { command: '2.0', completion: '2.0' },
  'Storage.GetStorage': { command: '2.0', completion: '2.1' },
  'Auxiliaries.Register': { command: '2.0', completion: '2.0' },
};

/** Events and unsolicited messages with the version the newer releases give them. */
const newerEvents: Readonly<Record<string, string>> = {
  'ServicePublisher.ServiceDetailEvent': '2.0',
  'Common.StatusChangedEvent': '3.0',
  'Common.ErrorEvent': '2.0',
  'Storage.StorageThresholdEvent': '2.1',
  'Storage.StorageChangedEvent': '2.1',
  'Storage.CountsChangedEvent': '2.0',
  'Storage.StorageErrorEvent': '2.0',
};

export function versionsOf(name: string, envelope: Envelope): Versions | undefined {
  const known = Object.hasOwn(newerVersions, name) ? newerVersions[name] : undefined;
  return known && envelope === '2021-1' ? { command: '1.0', completion: '1.0' } : known;
}

export function eventVersion(name: string, envelope: Envelope): string {
  return envelope === '2021-1' ? '1.0' : (newerEvents[name] ?? '2.0');
}

/** `interfaces` of Common.Capabilities: name, commands and events with their versions. */
export function describeInterfaces(
  names: readonly string[],
  envelope: Envelope,
  maximumRequests: number,
): JsonObject[] {
  return ['Common', ...names].map((name) => ({
    name,
    commands: versionMap(Object.keys(newerVersions), name, (each) => versionsOf(each, envelope)?.command ?? ''),
    events: versionMap(Object.keys(newerEvents), name, (each) => eventVersion(each, envelope)),
    maximumRequests,
  }));
}

function versionMap(all: readonly string[], of: string, version: (name: string) => string): JsonObject {
  const own = all.filter((name) => name.startsWith(`${of}.`));
  return Object.fromEntries(own.map((name) => [name, { versions: [version(name)] }]));
}

/** Why this payload is none of that command's; undefined when it is. */
export function payloadMistake({ name, payload }: Command): string | undefined {
  if (name === 'Common.SetVersions') {
    const strange = Object.keys(payload).find((property) => property !== 'commands' && property !== 'events');
    if (strange) return `unknown property "${strange}"`;
    return Object.values(payload).every(isVersionMap) ? undefined : 'commands and events are maps of name to major';
  }
  if (name === 'Auxiliaries.Register') {
    if (Object.keys(payload).length === 0) return 'no auxiliary in the payload';
    const wrong = Object.entries(payload).find(([, value]) => value !== 'register' && value !== 'deregister');
    return wrong && `"${wrong[0]}" is neither register nor deregister`;
  }
  const strange = Object.keys(payload)[0];
  return strange === undefined ? undefined : `unknown property "${strange}"`;
}

/** The first message of which this release has no such major version; undefined when all can be had. */
export function unknownVersion({ payload }: Command, envelope: Envelope): string | undefined {
  const commands = Object.entries((payload['commands'] ?? {}) as Record<string, number>).find(
    ([name, major]) => major !== majorOf(versionsOf(name, envelope)?.command),
  );
  const events = Object.entries((payload['events'] ?? {}) as Record<string, number>).find(
    ([name, major]) => major !== majorOf(Object.hasOwn(newerEvents, name) ? eventVersion(name, envelope) : undefined),
  );
  return (commands ?? events)?.[0];
}

function majorOf(version: string | undefined): number {
  return Number(version?.split('.')[0]);
}

function isVersionMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((major) => Number.isInteger(major) && (major as number) >= 1);
}
