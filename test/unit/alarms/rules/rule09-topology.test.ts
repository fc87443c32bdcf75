import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ancestorsOf,
  cycleThrough,
  type Presence,
  rootCauses,
  type Topology,
} from '../../../../gateway/alarms/topology.js';

const presences = ['present', 'lost', 'unknown'] as const;
const topologyOf = (edges: Record<string, string[]>): Topology => new Map(Object.entries(edges));
const where = (states: Record<string, Presence>) => (node: string) => states[node] ?? 'present';

describe('rule 9: what explains a loss', () => {
  const chain = topologyOf({ kiosk: ['access'], access: ['core'], core: ['uplink'] });

  test.each<[string, Record<string, Presence>, string[]]>([
    ['nothing above is lost', {}, []],
    ['the parent is', { access: 'lost' }, ['access']],
    ['the whole path is: the lowest', { access: 'lost', core: 'lost', uplink: 'lost' }, ['uplink']],
    ['one further down, behind one that answers', { core: 'lost' }, []],
    ['one further down, behind one that nobody knows of', { access: 'unknown', core: 'lost' }, ['core']],
    ['two with one that answers between them', { access: 'lost', uplink: 'lost' }, ['access']],
  ])('%s', (_what, states, expected) => {
    expect(rootCauses(chain, 'kiosk', where(states))).toEqual(expected);
  });

  test('any of several parents explains it, each once', () => {
    const topology = topologyOf({ kiosk: ['a', 'b', 'c'], a: ['core'], b: ['core'] });
    expect(rootCauses(topology, 'kiosk', where({ a: 'lost', b: 'lost', core: 'lost', c: 'lost' }))).toEqual([
      'core',
      'c',
    ]);
  });

  test('a ring, which the configuration refuses, comes to an end', () => {
    const ring = topologyOf({ a: ['b'], b: ['c'], c: ['a'] });
    expect(rootCauses(ring, 'a', () => 'lost')).not.toContain('a');
    expect(ancestorsOf(ring, 'a')).toEqual(['b', 'c']);
    expect(cycleThrough(ring, 'a')).toEqual(['a', 'b', 'c']);
    expect(cycleThrough(chain, 'kiosk')).toBeUndefined();
  });
});

/** Any site without a ring: a node hangs on some of those before it; and what is known of each. */
const sites = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc.record({
    parents: fc.tuple(...Array.from({ length: size }, (_, n) => fc.subarray(Array.from({ length: n }, (__, m) => m)))),
    states: fc.array(fc.constantFrom(...presences), { minLength: size, maxLength: size }),
  }),
);

test('rule 9: of any site, the causes of a node are what walking every path down says', () => {
  fc.assert(
    fc.property(sites, ({ parents, states }) => {
      const topology: Topology = new Map(parents.map((list, n) => [`n${n}`, list.map((m) => `n${m}`)]));
      const presenceOf = (name: string) => states[Number(name.slice(1))]!;
      /** Every path, without memory: the last lost node of it that a present one does not cut off. */
      const ends = (node: number): number[] =>
        parents[node]!.flatMap((parent) => {
          if (states[parent] === 'present') return [];
          const further = ends(parent);
          return further.length > 0 || states[parent] === 'unknown' ? further : [parent];
        });
      for (const n of parents.keys()) {
        const causes = rootCauses(topology, `n${n}`, presenceOf);
        expect(causes).toEqual([...new Set(ends(n))].map((m) => `n${m}`));
        expect(causes.every((cause) => presenceOf(cause) === 'lost')).toBe(true);
        expect(causes.every((cause) => rootCauses(topology, cause, presenceOf).length === 0)).toBe(true);
        expect(new Set(ancestorsOf(topology, `n${n}`))).toEqual(
          new Set([...causes, ...ancestorsOf(topology, `n${n}`)]),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('rule 9: many diamonds on top of each other are walked in no time', () => {
  const layers = 200;
  const edges: [string, string[]][] = [];
  for (let layer = 1; layer < layers; layer++) {
    for (const side of ['l', 'r']) edges.push([`${side}${layer}`, [`l${layer - 1}`, `r${layer - 1}`]]);
  }
  const top = `l${layers - 1}`;
  expect(rootCauses(new Map(edges), top, () => 'lost')).toEqual(['l0', 'r0']);
  expect(cycleThrough(new Map(edges), top)).toBeUndefined();
  expect(cycleThrough(new Map([...edges, ['l0', [top]]]), top)).toHaveLength(layers);
});
