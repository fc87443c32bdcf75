import { describe, expect, it } from 'vitest';
import { isObject, readMessage, writeMessage } from '../../../../simulators/terminal/xfs4iot-envelope.js';
import { type Json, type JsonObject, kindOf, serviceKinds } from '../../../../simulators/terminal/xfs4iot-kinds.js';
import { createService, setProperty } from '../../../../simulators/terminal/xfs4iot-service.js';
import { spellStatus } from '../../../../simulators/terminal/xfs4iot-spelling.js';
import { isOnly2021, ruleOf, statusRules, type ValueRule } from '../../../../simulators/terminal/xfs4iot-values.js';
import { seededRandom } from '../../../support/random.js';

/** Paths a service really has: its own leaves that a rule knows. */
function pathsOf(node: Json | undefined, path: string): string[] {
  const rule = ruleOf(path);
  if (rule) return [path];
  if (Array.isArray(node)) return node.flatMap((each, index) => pathsOf(each, `${path}.${index}`));
  if (!isObject(node)) return [];
  return Object.entries(node).flatMap(([name, inner]) =>
    pathsOf(inner as Json, path === '' ? name : `${path}.${name}`),
  );
}
const valuesOf = (rule: ValueRule): Json[] => {
  if (rule === 'boolean') return [true, false];
  if (rule === 'count') return [0, 7];
  return rule === 'text' ? ['red'] : [...rule];
};
const at = (node: Json | undefined, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, step) => (inner as Record<string, unknown>)?.[step], node);

/** What a careful client does with a patch: objects merge, places in an array by their position. */
function merged(before: Json | undefined, patch: Json | undefined): Json {
  if (Array.isArray(patch) && Array.isArray(before) && patch.every((each) => isObject(each) && 'position' in each)) {
    return before.map((each) => {
      const change = patch.find((one) => (one as JsonObject)['position'] === (each as JsonObject)['position']);
      return change === undefined ? each : merged(each, change);
    });
  }
  if (isObject(patch) && isObject(before)) {
    const names = new Set([...Object.keys(before), ...Object.keys(patch)]);
    const inner = [...names].map((name): [string, Json | undefined] => [
      name,
      name in patch ? merged(before[name] as Json, patch[name] as Json) : (before[name] as Json),
    ]);
    return Object.fromEntries(inner);
  }
  return (patch ?? null) as Json;
}

describe('every property of the table', () => {
  const all = Object.keys(serviceKinds).flatMap((name) => {
    const { status } = kindOf(name);
    return pathsOf(status(), '').map((path) => [name, path] as const);
  });

  it.each(all)('%s %s takes each of its values and no other', (name, path) => {
    const service = createService(name, kindOf(name));
    for (const value of valuesOf(ruleOf(path) ?? [])) {
      setProperty(service, path, value, false);
      expect(at(service.status, path)).toBe(value);
      // The same again is no change.
      expect(setProperty(service, path, value, false)).toBeUndefined();
    }
    setProperty(service, path, null, false);
    expect(at(service.status, path)).toBeNull();
    for (const wrong of ['WRONG', -1, 1.5, {}, []]) {
      if (ruleOf(path) === 'text' && wrong === 'WRONG') continue;
      expect(() => setProperty(service, path, wrong as Json, false)).toThrow(`value of "${path}"`);
    }
  });

  it('every object a rule speaks of belongs to some service', () => {
    const objects = new Set(Object.keys(statusRules).map((path) => path.split('.')[0]));
    const had = new Set(Object.values(serviceKinds).flatMap(({ status }) => Object.keys(status())));
    expect([...objects].filter((object) => !had.has(object ?? ''))).toEqual([]);
  });
});

describe.each(['2021-1', '2023'] as const)('patches of release %s', (envelope) => {
  it.each([true, false])('merged one after the other are the whole status (all positions told: %s)', (whole) => {
    const random = seededRandom(42);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    for (const name of Object.keys(serviceKinds)) {
      const service = createService(name, kindOf(name));
      const paths = pathsOf(service.status, '').filter((path) => envelope === '2021-1' || !isOnly2021(path));
      // A place of a retract bin has no name to be merged by.
      const told = paths.filter((path) => !path.includes('retractBins'));
      let seen: Json = spellStatus(service.status, envelope, true);
      for (let turn = 0; turn < 300; turn++) {
        const path = pick(told);
        const patch = setProperty(service, path, pick(valuesOf(ruleOf(path) ?? [])), whole);
        if (patch) seen = merged(seen, spellStatus(patch, envelope, false));
      }
      expect(seen).toEqual(spellStatus(service.status, envelope, true));
    }
  });
});

describe('release 2021-1', () => {
  it.each(Object.keys(serviceKinds))('%s spells everything it has not: no null is left', (name) => {
    const text = JSON.stringify(spellStatus(kindOf(name).status(), '2021-1', true));
    expect(text).not.toContain('null');
    expect(text).toMatch(/notSupported|notAvailable/);
  });
});

describe('messages', () => {
  it.each(['2021-1', '2023'] as const)('a client of %s is read as it writes', (envelope) => {
    const timeout = 5_000;
    const header = {
      type: 'command',
      name: 'Common.Status',
      version: envelope === '2023' ? '2.0' : '1.0',
      requestId: 3,
    };
    const message =
      envelope === '2023'
        ? { header: { ...header, timeout }, payload: { a: 1 } }
        : { header, payload: { timeout, a: 1 } };
    expect(readMessage(JSON.stringify(message), envelope)).toEqual({
      kind: 'command',
      command: { name: 'Common.Status', requestId: 3, timeoutMs: 5_000, version: header.version, payload: { a: 1 } },
    });
  });

  it('reading never throws, whatever is cut out of a right one', () => {
    const text =
      '{"header":{"type":"command","name":"Common.Status","version":"2.0","requestId":17,"timeout":5},"payload":{}}';
    for (let from = 0; from < text.length; from++) {
      for (const length of [1, 2, 7, 30]) {
        const broken = text.slice(0, from) + text.slice(from + length);
        expect(['command', 'invalid', 'noise']).toContain(readMessage(broken, '2023').kind);
        expect(['command', 'invalid', 'noise']).toContain(readMessage(broken, '2021-1').kind);
      }
    }
  });

  it('codes stand where the release has them', () => {
    const said = {
      type: 'completion',
      completionCode: 'hardwareError',
      errorDescription: 'E1',
      payload: { a: null },
    } as const;
    const about = { name: 'X', version: '1.0', requestId: 1 };
    const write = (envelope: '2021-1' | '2023', explicitNull = false) =>
      JSON.parse(writeMessage(said, about, { envelope, explicitNull }));
    expect(write('2021-1')).toEqual({
      header: { type: 'completion', ...about },
      payload: { completionCode: 'hardwareError', errorDescription: 'E1', a: null },
    });
    const header = { type: 'completion', ...about, completionCode: 'hardwareError', errorDescription: 'E1' };
    expect(write('2023')).toEqual({ header, payload: {} });
    expect(write('2023', true)).toEqual({ header, payload: { a: null } });
  });
});
