import type { AllowedCommand } from './commands.js';
import type { Release } from './envelope.js';
import { isObject, type Json, objectAt } from './json.js';

/** One way to address a peer of which nothing is known, the likeliest first. */
export interface Dialect {
  readonly release: Release;
  readonly version: string;
}

/** What GetServices and Capabilities are tried with: both envelopes, and the versions seen of them (terminal-health.md 1.3). */
export const dialects: readonly Dialect[] = [
  { release: '2023', version: '2.0' },
  { release: '2023', version: '3.0' },
  { release: '2023', version: '1.0' },
  { release: '2021-1', version: '1.0' },
];

/** Messages whose meaning is known, with the newest major version of it. */
const knownMajor: Readonly<Record<'commands' | 'events', Readonly<Record<string, number>>>> = {
  commands: { 'Common.Status': 3, 'Common.SetVersions': 3, 'Storage.GetStorage': 3, 'Auxiliaries.Register': 3 },
  events: {
    'Common.StatusChangedEvent': 3,
    'Common.ErrorEvent': 3,
    'Storage.StorageThresholdEvent': 3,
    'Storage.StorageChangedEvent': 3,
    'Storage.CountsChangedEvent': 3,
  },
};

/** Names of the interfaces a service implements, from its capabilities. */
export function interfacesOf(capabilities: Json): string[] {
  return listOf(capabilities).map(({ name }) => (typeof name === 'string' ? name : ''));
}

/** Whether the service says that it has such a command. */
export function offers(capabilities: Json, command: AllowedCommand): boolean {
  return versionsOf(capabilities, 'commands', command).length > 0;
}

/** The newest version of a command that both sides know; what the dialect has where the service says nothing. */
export function versionFor(capabilities: Json, command: AllowedCommand, dialect: Dialect): string {
  const offered = versionsOf(capabilities, 'commands', command);
  const known = offered.filter((version) => major(version) <= (knownMajor.commands[command] ?? 3));
  return (known.length > 0 ? known.at(-1) : offered[0]) ?? dialect.version;
}

/**
 * What SetVersions has to ask for: messages the service would else send in a version nobody here knows, although it has one
 * that is known. Undefined where there is none.
 */
export function versionsToSet(capabilities: Json): Json | undefined {
  const wanted = (kind: 'commands' | 'events') =>
    Object.fromEntries(
      Object.entries(knownMajor[kind]).flatMap(([name, newest]) => {
        const majors = versionsOf(capabilities, kind, name).map(major);
        const known = majors.filter((each) => each <= newest);
        return known.length > 0 && known.length < majors.length ? [[name, Math.max(...known)]] : [];
      }),
    );
  const [commands, events] = [wanted('commands'), wanted('events')];
  return Object.keys({ ...commands, ...events }).length === 0 ? undefined : { commands, events };
}

/** In rising order. */
function versionsOf(capabilities: Json, kind: 'commands' | 'events', name: string): string[] {
  const found = listOf(capabilities).flatMap((each) => {
    const versions = objectAt(objectAt(each, kind), name)['versions'];
    return Array.isArray(versions) ? versions : [];
  });
  const valid = found.filter(
    (version): version is string => typeof version === 'string' && /^\d{1,3}\.\d{1,3}$/.test(version),
  );
  return valid.sort((a, b) => major(a) - major(b) || minor(a) - minor(b));
}

function listOf(capabilities: Json): readonly Json[] {
  const interfaces = capabilities['interfaces'];
  return Array.isArray(interfaces) ? interfaces.slice(0, 64).filter(isObject) : [];
}

function major(version: string): number {
  return Number(version.split('.')[0]);
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
