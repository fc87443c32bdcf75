import { isObject } from './xfs4iot-envelope.js';
import type { Json, JsonObject, ServiceKind } from './xfs4iot-kinds.js';
import type { Unit } from './xfs4iot-units.js';
import { checkStatusValue } from './xfs4iot-values.js';

/** A service as the terminal keeps it; what goes over the wire is made from this. */
export interface Service {
  readonly name: string;
  readonly kind: ServiceKind;
  status: JsonObject;
  units: Readonly<Record<string, Unit>>;
  /** False: its process has ended; nothing answers at its address. */
  running: boolean;
  /** Whether the publisher still names it. */
  listed: boolean;
}

export function createService(name: string, kind: ServiceKind): Service {
  return { name, kind, status: kind.status(), units: kind.units?.() ?? {}, running: true, listed: true };
}

/**
 * Changes one property and gives the patch that tells of it, or undefined when it was so already. Throws an Error that
 * names the path or what is allowed there.
 * @param path e.g. `printer.paper.upper` or `cashAcceptor.positions.0.shutter`.
 * @param wholePositions positions are told with everything they have, not only with what changed.
 */
export function setProperty(
  service: Service,
  path: string,
  value: Json,
  wholePositions: boolean,
): JsonObject | undefined {
  checkStatusValue(path, value);
  const steps = path.split('.');
  if (!Object.hasOwn(service.status, steps[0] ?? '')) {
    throw new Error(`path "${path}": ${service.name} has ${Object.keys(service.status).join(', ')}`);
  }
  const { changed, patch, same } = replace(service.status, steps, value, wholePositions, path);
  service.status = changed as JsonObject;
  return same ? undefined : (patch as JsonObject);
}

interface Replaced {
  readonly changed: Json;
  readonly patch: Json;
  readonly same: boolean;
}

function replace(node: Json, steps: readonly string[], value: Json, whole: boolean, path: string): Replaced {
  const [step, ...rest] = steps;
  if (step === undefined) return { changed: value, patch: value, same: node === value };
  if (Array.isArray(node)) {
    const index = Number(step);
    const before = node[index];
    if (before === undefined) throw new Error(`path "${path}": there are ${node.length}, counted from 0`);
    const { changed, patch, same } = replace(before, rest, value, whole, path);
    // A place in an array is told by its name, not by its index.
    const told = { ...(isObject(before) ? { position: before['position'] as Json } : {}), ...(patch as JsonObject) };
    const all = node.map((each, at) => (at === index ? changed : each));
    return { changed: all, patch: whole ? all : [told], same };
  }
  const before: JsonObject = isObject(node) ? (node as JsonObject) : {};
  const inner = replace(before[step] ?? null, rest, value, whole, path);
  return { changed: { ...before, [step]: inner.changed }, patch: { [step]: inner.patch }, same: inner.same };
}
