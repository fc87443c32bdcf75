import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged } from '../../../../drivers/terminal/xfs4iot/patch.js';
import { seededRandom } from '../../../support/random.js';

type Tree = { [name: string]: unknown };

describe('a change is a patch (terminal-health.md 1.3)', () => {
  it('goes into the last status member by member', () => {
    const before = {
      common: { device: 'online', exchange: 'inactive' },
      printer: { media: 'notPresent', paper: { upper: 'full', lower: 'low' } },
    };
    expect(merged(before, { printer: { paper: { upper: 'out' } } })).toEqual({
      common: { device: 'online', exchange: 'inactive' },
      printer: { media: 'notPresent', paper: { upper: 'out', lower: 'low' } },
    });
    expect(before.printer.paper.upper).toBe('full');
  });

  it('goes into a list of positions by position, whether it names one or all', () => {
    const before = {
      cashAcceptor: {
        positions: [
          { position: 'inLeft', shutter: 'closed', transport: 'ok' },
          { position: 'inRight', shutter: 'open' },
        ],
      },
    };
    const one = merged(before, { cashAcceptor: { positions: [{ position: 'inRight', shutter: 'jammedOpen' }] } });
    expect(one).toEqual({
      cashAcceptor: {
        positions: [
          { position: 'inLeft', shutter: 'closed', transport: 'ok' },
          { position: 'inRight', shutter: 'jammedOpen' },
        ],
      },
    });
    const all = {
      cashAcceptor: {
        positions: [
          { position: 'inLeft', shutter: 'open', transport: 'ok' },
          { position: 'inRight', shutter: 'closed' },
        ],
      },
    };
    expect(merged(before, all)).toEqual(all);
  });

  it('replaces any other list', () => {
    expect(merged({ list: [1, 2, 3] }, { list: [4] })).toEqual({ list: [4] });
    expect(merged({ bins: [{ state: 'ok' }, { state: 'ok' }] }, { bins: [{ state: 'full' }] })).toEqual({
      bins: [{ state: 'full' }],
    });
  });

  it.each([null, 'notSupported', 'notAvailable'])('%j takes a property away', (value) => {
    expect(merged({ printer: { toner: 'low', ink: 'full' } }, { printer: { toner: value } })).toEqual({
      printer: { ink: 'full' },
    });
    expect(merged({}, { printer: { toner: value, ink: 'full' } })).toEqual({ printer: { ink: 'full' } });
  });

  it('changes the kind of a property, too', () => {
    expect(merged({ a: { b: 1 } }, { a: 'text' })).toEqual({ a: 'text' });
    expect(merged({ a: 'text' }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });

  it('is bounded in depth and width, and makes no prototype', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as Tree;
    expect(JSON.stringify(merged({}, deep)).length).toBeLessThan(200);
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    let status = merged({}, wide);
    for (let round = 0; round < 5; round++)
      status = merged(status, Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`r${round}-${index}`, 1])));
    expect(Object.keys(status).length).toBeLessThanOrEqual(500);
    const hostile = merged(
      {},
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Tree,
    );
    expect(({} as Tree)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(hostile)).toBe(Object.prototype);
    expect(hostile['polluted']).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (before, patch) => void merged(merged({}, before), patch),
      ),
    );
  });
});

/** Properties of several kinds as 1.4 has them. */
const alphabet: readonly (readonly [path: readonly string[], values: readonly unknown[]])[] = [
  [
    ['common', 'device'],
    ['online', 'offline', 'deviceBusy', 'hardwareError'],
  ],
  [
    ['common', 'exchange'],
    ['active', 'inactive', null],
  ],
  [
    ['printer', 'media'],
    ['present', 'notPresent', 'jammed'],
  ],
  ...['upper', 'lower', 'external', 'aux', 'aux2', 'park', 'vendor1'].map((source): [string[], unknown[]] => [
    ['printer', 'paper', source],
    ['full', 'low', 'out', null],
  ]),
  [
    ['printer', 'toner'],
    ['full', 'low', 'notSupported'],
  ],
  [
    ['auxiliaries', 'UPS', 'low'],
    [true, false],
  ],
  [
    ['auxiliaries', 'UPS', 'engaged'],
    [true, false],
  ],
  [
    ['auxiliaries', 'cabinetDoor'],
    ['open', 'closed', 'notAvailable'],
  ],
  [
    ['lights', 'cardReader', 'center'],
    [{ flashRate: 'off' }, { flashRate: 'quick', color: 'red' }],
  ],
  ...['inLeft', 'inRight', 'outDefault'].flatMap((position) =>
    ['shutter', 'transport'].map((property): [string[], unknown[]] => [
      ['cashAcceptor', 'positions', position, property],
      ['closed', 'open', 'jammedOpen', null],
    ]),
  ),
];

function branchOf(tree: Tree, name: string): Tree {
  tree[name] ??= {};
  return tree[name] as Tree;
}

/** The device's own picture: positions by name, so that it cannot share a mistake with the list. */
function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length > 0) put(branchOf(tree, name), rest, value);
  else if (value === null || value === 'notSupported' || value === 'notAvailable') delete tree[name];
  else if (typeof value === 'object') tree[name] = { ...(tree[name] as Tree), ...value };
  else tree[name] = value;
}

/** As it goes over the wire: positions as a list. */
function wire(tree: Tree): Tree {
  const copy = structuredClone(tree);
  const acceptor = copy['cashAcceptor'] as Tree | undefined;
  if (acceptor)
    acceptor['positions'] = Object.entries(acceptor['positions'] as Tree).map(([position, rest]) => ({
      position,
      ...(rest as Tree),
    }));
  return copy;
}

/** Lists in one order. */
function sorted(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (Array.isArray(each)) return each.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return each !== null && typeof each === 'object'
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  });
  return JSON.parse(text);
}

it.each([1, 2, 3])('10 000 random changes give what a full status at the end says (seed %d)', (seed) => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const device: Tree = {};
  for (const [path, values] of alphabet) put(device, path, values[0]);
  let status = merged({}, wire(device));
  for (let change = 0; change < 10_000; change++) {
    const patch: Tree = {};
    for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
      const [path, values] = pick(alphabet);
      const value = pick(values);
      put(device, path, value);
      // In a patch absence is spelled, never done.
      let at = patch;
      for (const name of path.slice(0, -1)) at = branchOf(at, name);
      at[path.at(-1) as string] = value;
    }
    status = merged(status, wire(patch));
    if (change % 1_000 === 0) expect(sorted(status)).toEqual(sorted(merged({}, wire(device))));
  }
  expect(sorted(status)).toEqual(sorted(merged({}, wire(device))));
});
