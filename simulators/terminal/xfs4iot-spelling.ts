import { type Envelope, isObject } from './xfs4iot-envelope.js';
import type { Json, JsonObject } from './xfs4iot-kinds.js';
import { isOnly2021, statusRules } from './xfs4iot-values.js';

/** Names that 2021-1 had and the newer releases changed: newer → older. */
const formerNames: Readonly<Record<string, string>> = { consumerDisplaySensor: 'displaySensor' };
/** Paper sources that 2021-1 always names. */
const paperSources = ['upper', 'lower', 'external', 'aux', 'aux2', 'park'];

/** The name of an auxiliary sensor in this release. */
export function sensorName(name: string, envelope: Envelope): string {
  return envelope === '2021-1' ? (formerNames[name] ?? name) : name;
}

/**
 * A whole status or a patch of one as this release writes it. 2021-1 spells what a device has not (`notSupported`, of
 * auxiliaries `notAvailable`) and names every property of a whole status; the newer ones keep null, which the envelope
 * leaves out.
 */
export function spellStatus(status: JsonObject, envelope: Envelope, whole: boolean): JsonObject {
  const objects = Object.entries(status).map(([object, value]): [string, Json | undefined] => {
    if (envelope !== '2021-1') return [object, newer(object, value)];
    const full = whole && isObject(value) ? named(object, value as JsonObject) : value;
    return [object, older(object, full, object)];
  });
  return Object.fromEntries(objects);
}

function newer(path: string, value: Json | undefined): Json | undefined {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !isOnly2021(`${path}.${name}`));
  return Object.fromEntries(kept) as JsonObject;
}

/** Adds null for every property the table knows and the device has not, so that it can be spelled. */
function named(object: string, value: JsonObject): JsonObject {
  const all: JsonObject = { ...value };
  for (const [path, rule] of Object.entries(statusRules)) {
    const [of, property, deeper] = path.split('.');
    if (of !== object || property === undefined || deeper !== undefined || typeof rule === 'string') continue;
    all[property] ??= null;
  }
  const { paper } = all;
  if (object === 'printer' && isObject(paper)) {
    all['paper'] = { ...Object.fromEntries(paperSources.map((source) => [source, null])), ...(paper as JsonObject) };
  }
  return all;
}

function older(object: string, value: Json | undefined, path: string): Json | undefined {
  if (Array.isArray(value)) return value.map((each) => older(object, each, `${path}.*`) ?? null);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]): [string, Json | undefined][] => {
        const spelled = older(object, inner as Json, `${path}.${name}`);
        return spelled === undefined ? [] : [[formerNames[name] ?? name, spelled]];
      }),
    );
  }
  if (value !== null) return value;
  if (path === 'printer.mediaOnStacker' || path === 'common.powerSaveRecoveryTime') return undefined;
  if (path === 'cashManagement.safeDoor') return 'doorNotSupported';
  return object === 'auxiliaries' ? 'notAvailable' : 'notSupported';
}
