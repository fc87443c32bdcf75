import { expect, it } from 'vitest';
import type { Finding } from '../../../../drivers/terminal/xfs4iot/finding.js';
import { conditionsOf, type HeardService, modulesOf } from '../../../../drivers/terminal/xfs4iot/judge.js';
import { RaisedAlarms } from '../../../../drivers/terminal/xfs4iot/raised.js';

const type = 'cash-cassette-low-or-empty';
const about = (active: boolean | undefined, more: Partial<Finding> = {}): Finding => ({
  ...{
    module: 'cash-dispenser',
    status: active ? 'warn' : 'ok',
    type,
    qualifier: 'unit1',
    active,
    detail: `active ${active}`,
  },
  ...more,
});
const service = (name: string, findings: Finding[], connected = true): HeardService => ({
  ...{ name, interfaces: ['CashDispenser'], connected, why: connected ? undefined : 'gone', findings },
});
const nobody = new Set<string>();
const said = (services: HeardService[], held: { has(key: string): boolean } = nobody) =>
  conditionsOf(services, held).map(({ active, severity }) => [active, severity]);

it('two services that share a unit are one alarm: active when one says so, as bad as the worse of them', () => {
  const low = service('A', [about(true, { severity: 'minor' })]);
  const empty = service('B', [about(true, { severity: 'major' })]);
  expect(said([low, empty])).toEqual([[true, 'major']]);
  expect(said([low, service('B', [about(false)])])).toEqual([[true, 'minor']]);
  expect(said([service('A', [about(false)]), service('B', [about(false)])])).toEqual([[false, undefined]]);
});

it('what one does not tell is not over because the other has nothing to say', () => {
  expect(said([service('A', [about(undefined)]), service('B', [about(false)])])).toEqual([]);
});

it('nor is what a service that is away had raised', () => {
  const raised = new RaisedAlarms(undefined);
  raised.update('A', [about(true)]);
  const held = raised.heldWithout(new Set(['B']));
  const away = service('A', [about(true)], false);
  expect(said([away, service('B', [about(false)])], held)).toEqual([]);
  expect(said([away, service('B', [about(true)])], held)).toEqual([[true, undefined]]);
  expect(
    said([service('A', [about(false)]), service('B', [about(false)])], raised.heldWithout(new Set(['A', 'B']))),
  ).toEqual([[false, undefined]]);
});

it('one without a severity of its own has the catalogue’s, above any other', () => {
  const both = [
    service('A', [about(true, { severity: 'warning', detail: 'late' })]),
    service('B', [about(true, { detail: 'broken' })]),
  ];
  expect(conditionsOf(both, nobody)).toEqual([{ type, qualifier: 'unit1', active: true, detail: 'broken' }]);
});

it('several services of a kind are numbered by their names, one that is away is unknown', () => {
  const modules = modulesOf([service('B', [about(true)], false), service('A', [about(false, { detail: 'fine' })])]);
  expect(modules).toEqual({
    'cash-dispenser': { status: 'ok', source: 'xfs4iot' },
    'cash-dispenser-2': { status: 'unknown', detail: 'B: gone', source: 'xfs4iot' },
  });
});
