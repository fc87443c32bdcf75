import type { Client, Manner } from './xfs4iot-client.js';
import { describeInterfaces, payloadMistake, unknownVersion, versionsOf } from './xfs4iot-commands.js';
import type { Command } from './xfs4iot-envelope.js';
import type { JsonObject } from './xfs4iot-kinds.js';
import type { Service } from './xfs4iot-service.js';
import { sensorName, spellStatus } from './xfs4iot-spelling.js';
import { describeUnit } from './xfs4iot-units.js';

/** How a command ends. */
export interface Outcome {
  readonly completionCode: string;
  readonly errorDescription?: string;
  readonly payload: JsonObject;
}

/** What the publisher tells of itself. */
export interface Directory {
  /** URIs as this client can reach them; null: it has no list. */
  readonly serviceUris: readonly string[] | null;
  readonly maximumRequests: number;
}

/** What a service, or the publisher where `service` is undefined, completes a well-formed command with. */
export function outcomeOf(
  command: Command,
  service: Service | undefined,
  client: Client,
  { manner, directory }: { readonly manner: Manner; readonly directory: Directory },
): Outcome {
  const { name, version } = command;
  const { envelope } = manner;
  const versions = isOffered(name, service) ? versionsOf(name, envelope) : undefined;
  if (!versions) return failed('unsupportedCommand', `${name} is not supported`);
  if (version !== versions.command && !(envelope === '2021-1' && version === undefined)) {
    return failed('invalidCommand', `version ${version ?? '(none)'} of ${name} is not supported: ${versions.command}`);
  }
  const mistake = payloadMistake(command);
  if (mistake) return failed('invalidData', mistake);
  if (name === 'Common.SetVersions') {
    const unknown = unknownVersion(command, envelope);
    return unknown ? failed('invalidData', `no such version of ${unknown}`) : done();
  }
  if (!service) {
    if (name === 'ServicePublisher.GetServices') return done(publisherPayload(directory));
    return done({ interfaces: describeInterfaces(['ServicePublisher'], envelope, directory.maximumRequests) });
  }
  if (name === 'Common.Status') return done(spellStatus(service.status, envelope, true));
  if (name === 'Common.Capabilities') return done(capabilities(service, manner, directory.maximumRequests));
  if (name === 'Storage.GetStorage') return done({ storage: describeUnits(service, manner) });
  return register(command, service, client, manner);
}

export function publisherPayload({ serviceUris }: Directory): JsonObject {
  const services = serviceUris?.map((serviceURI) => ({ serviceURI })) ?? null;
  return { vendorName: 'Simulated terminals', services };
}

export function describeUnits(service: Service, { envelope }: Manner, only?: string): JsonObject {
  const absent = envelope === '2021-1' ? 'notSupported' : undefined;
  // A printer's retract bins are units since the releases after 2021-1.
  const told = Object.entries(service.units).filter(
    ([name, { holds }]) => (only === undefined || name === only) && (holds !== 'printer' || envelope !== '2021-1'),
  );
  return Object.fromEntries(told.map(([name, unit]) => [name, describeUnit(name, unit, absent)]));
}

function isOffered(name: string, service: Service | undefined): boolean {
  if (!service) return ['ServicePublisher.GetServices', 'Common.Capabilities', 'Common.SetVersions'].includes(name);
  const [of = ''] = name.split('.');
  return of === 'Common' || service.kind.interfaces.includes(of);
}

function capabilities(service: Service, { envelope }: Manner, maximumRequests: number): JsonObject {
  return {
    interfaces: describeInterfaces(service.kind.interfaces, envelope, maximumRequests),
    common: {
      serviceVersion: '1.0',
      deviceInformation: [{ modelName: `Sim ${service.name}`, serialNumber: `SN-${service.name}` }],
      powerSaveControl: false,
      antiFraudModule: service.kind.status()['common'] !== undefined,
    },
  };
}

/** One sensor the terminal has not spoils the whole registration, as with KAL. */
function register({ payload }: Command, service: Service, client: Client, { envelope }: Manner): Outcome {
  const sensors = (service.status['auxiliaries'] ?? {}) as JsonObject;
  const names = new Map(Object.entries(sensors).map(([name, value]) => [sensorName(name, envelope), value]));
  for (const name of Object.keys(payload)) {
    if ((names.get(name) ?? null) === null) return failed('invalidData', `${name} is not supported by this device`);
  }
  for (const [name, wish] of Object.entries(payload)) {
    if (wish === 'register') client.registered.add(name);
    else client.registered.delete(name);
  }
  return done();
}

function done(payload: JsonObject = {}): Outcome {
  return { completionCode: 'success', payload };
}

function failed(completionCode: string, errorDescription: string): Outcome {
  return { completionCode, errorDescription, payload: {} };
}
