import type { z } from 'zod';
import { type AgentModule, type AgentModuleReport, agentModules, beatSchema } from './fields.js';

/** Bytes a beat may have. */
export const beatLimitBytes = 16_384;

/** A beat that was read, in the words of the code. */
export interface Beat {
  readonly terminalId: string;
  readonly seq: number;
  readonly bootId: string;
  readonly version: string | undefined;
  readonly uptimeSeconds: number | undefined;
  readonly inService: boolean;
  readonly modules: { readonly [name in AgentModule]?: AgentModuleReport | undefined };
  readonly counters: Readonly<Record<string, number>>;
  /** As the agent writes it: its clock may be wrong, and so may this. */
  readonly lastTransactionAt: string | undefined;
}

/** Why something is no beat, in fixed words: nothing of what it holds is ever repeated. */
export interface BeatFault {
  /** What was found, e.g. `a text of 41 characters`. */
  readonly what: string;
  /** The field, e.g. `modules.printer.code`, or `message`. */
  readonly where: string;
  readonly allowed: string;
}

/** Reads bytes of anybody; never throws. */
export function readBeat(bytes: Uint8Array): { readonly beat: Beat } | { readonly fault: BeatFault } {
  if (bytes.length > beatLimitBytes) {
    return messageFault(`${bytes.length} bytes`, `at most ${beatLimitBytes} bytes`);
  }
  const value = parsed(bytes);
  if (value === undefined) return messageFault('something else', 'one JSON object in UTF-8');
  const result = beatSchema.safeParse(value);
  if (result.success) return { beat: toBeat(result.data) };
  const [issue] = result.error.issues;
  return { fault: faultAt(value, issue?.path ?? []) };
}

function messageFault(what: string, allowed: string) {
  return { fault: { what, where: 'message', allowed } };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function toBeat(raw: z.output<typeof beatSchema>): Beat {
  const uptime = raw['uptime-s'];
  return {
    terminalId: raw['terminal-id'],
    seq: raw.seq,
    bootId: raw['boot-id'],
    version: raw['app-version'],
    uptimeSeconds: uptime === undefined ? undefined : Math.floor(uptime),
    inService: raw['in-service'],
    modules: raw.modules ?? {},
    counters: raw.counters ?? {},
    lastTransactionAt: raw['last-transaction-at'] ?? undefined,
  };
}

/** Names of the sender's own making are left out of the place: they could be anything. */
function faultAt(value: unknown, path: readonly PropertyKey[]): BeatFault {
  const [field, module, part] = path.map(String);
  const top = Object.entries(beatSchema.shape).find(([name]) => name === field);
  if (!top) return { what: kindOf(value), where: 'message', allowed: 'one JSON object in UTF-8' };
  const [name, schema] = top;
  const found = at(value, name);
  const allowed = schema.description ?? '';
  if (name !== 'modules' || module === undefined || !Object.hasOwn(agentModules, module)) {
    return { what: kindOf(found), where: name, allowed };
  }
  const report = at(found, module);
  const where = `modules.${module}`;
  const moduleSchema = beatSchema.shape.modules.unwrap().shape[module as AgentModule].unwrap();
  if (part !== 'status' && part !== 'code') {
    return { what: kindOf(report), where, allowed: moduleSchema.description ?? '' };
  }
  const partAllowed = moduleSchema.shape[part].description ?? '';
  return { what: kindOf(at(report, part)), where: `${where}.${part}`, allowed: partAllowed };
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'true or false' : 'an object';
}
