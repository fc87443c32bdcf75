import { type Finding, qualifierOf } from './finding.js';
import { isObject, type Json } from './json.js';
import { type Meaning, type StatusRow, statusRows } from './status-rows.js';

/** Members of one list or object that are looked at. */
const mostMembers = 64;

/** What a merged status says, row by row of the table; a property that is not there says nothing. */
export function statusFindings(service: string, status: Json): Finding[] {
  return statusRows.flatMap((row) =>
    valuesAt(status, row.at.split('.')).flatMap(({ value, parts }) => rowFindings(service, row, parts, value)),
  );
}

interface Found {
  readonly value: unknown;
  /** What each `*` stood for. */
  readonly parts: readonly string[];
}

function valuesAt(from: unknown, [name, ...rest]: readonly string[], parts: readonly string[] = []): Found[] {
  if (name === undefined) return [{ value: from, parts }];
  if (name !== '*') {
    return isObject(from) && Object.hasOwn(from, name) ? valuesAt(from[name], rest, parts) : [];
  }
  return membersOf(from).flatMap(([member, value]) => valuesAt(value, rest, [...parts, member]));
}

function membersOf(value: unknown): [string, unknown][] {
  if (isObject(value)) return Object.entries(value).slice(0, mostMembers);
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostMembers).map((item: unknown, index): [string, unknown] => {
    const position = isObject(item) ? item['position'] : undefined;
    return [typeof position === 'string' ? position : String(index + 1), item];
  });
}

/** One finding for each alarm type of the row, so that what is not so is said as well. */
function rowFindings(service: string, row: StatusRow, parts: readonly string[], value: unknown): Finding[] {
  if (typeof value !== 'string' && typeof value !== 'boolean') return [];
  const text = String(value).slice(0, 60);
  const meaning = Object.hasOwn(row.values, text) ? row.values[text] : undefined;
  const isKnown = !/unknown/i.test(text);
  const at = row.at.split('*').reduce((path, rest, index) => `${path}${parts[index - 1] ?? '*'}${rest}`);
  const said = {
    module: row.module,
    qualifier: qualifierOf(service, ...parts, row.instance ?? ''),
    detail: `${service}: ${at} = ${text}`,
  };
  const types = [...new Set(Object.values(row.values).flatMap(({ type }) => (type === undefined ? [] : [type])))];
  const status = meaning?.status ?? (isKnown ? 'ok' : 'unknown');
  if (types.length === 0) return [{ ...said, status, active: isKnown ? meaning !== undefined : undefined }];
  return types.map((type) => finding({ ...said, status, type }, meaning, isKnown));
}

function finding(
  said: Omit<Finding, 'active'> & { type: string },
  meaning: Meaning | undefined,
  isKnown: boolean,
): Finding {
  // jammedUnknown is a jam whose place is unknown.
  if (meaning) return { ...said, active: meaning.type === said.type, severity: meaning.severity };
  return { ...said, active: isKnown ? false : undefined };
}
