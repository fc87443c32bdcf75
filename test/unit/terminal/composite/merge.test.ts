import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeModules } from '../../../../drivers/terminal/composite/merge-modules.js';
import { mergeReachable, mergeService } from '../../../../drivers/terminal/composite/merge-service.js';
import { compositeOptions } from '../../../../drivers/terminal/composite/options.js';
import { type Saying, type Source, sourceOf } from '../../../../drivers/terminal/composite/source.js';
import { type TerminalService, terminalServices } from '../../../../drivers/terminal/contract.js';
import { viewOf } from '../../../support/parts-of.js';

type Modules = Readonly<Record<string, Saying>>;

function source(id: string, modules: Modules = {}, changes: Partial<Source> = {}): Source {
  return {
    id,
    contact: 'sure',
    silence: 'is offline since yesterday',
    speaks: true,
    inMaintenance: false,
    service: undefined,
    reachable: true,
    modules: new Map(Object.entries(modules)),
    ...changes,
  };
}
const ok: Saying = { status: 'ok' };
const warn: Saying = { status: 'warn', detail: 'low' };
const fail: Saying = { status: 'fail', detail: 'jam' };
const unknown: Saying = { status: 'unknown' };
const gone = { contact: 'none', reachable: false } as const;

describe('one module, as several sources see it', () => {
  test.each<[string, Source[], unknown]>([
    ['one source', [source('a', { reader: ok })], { status: 'ok', source: 'a' }],
    ['two that agree', [source('a', { reader: ok }), source('b', { reader: ok })], { status: 'ok', source: 'a, b' }],
    [
      'two that disagree: the worse stands, and both are shown',
      [source('a', { reader: ok }), source('b', { reader: fail })],
      { status: 'fail', detail: 'jam', source: 'b', others: [{ source: 'a', status: 'ok' }] },
    ],
    [
      'the same status with two details',
      [source('a', { reader: fail }), source('b', { reader: { status: 'fail', detail: 'E20' } })],
      { status: 'fail', detail: 'jam; E20', source: 'a, b' },
    ],
    [
      'the surer contact first where the status is the same',
      [
        source('a', { reader: fail }, { contact: 'doubtful' }),
        source('b', { reader: { status: 'fail', detail: 'E20' } }),
      ],
      { status: 'fail', detail: 'E20; jam', source: 'b, a' },
    ],
    [
      'one in doubt is believed still',
      [source('a', { reader: warn }, { contact: 'doubtful' }), source('b', { reader: ok })],
      { status: 'warn', detail: 'low', source: 'a', others: [{ source: 'b', status: 'ok' }] },
    ],
    [
      'a source that nobody hears says nothing any more, whatever it said',
      [source('a', { reader: ok }, gone)],
      { status: 'unknown', detail: 'a is offline since yesterday; before: ok', source: 'a' },
    ],
    [
      'not even a failure',
      [source('a', { reader: fail }, gone), source('b', { reader: ok })],
      {
        status: 'ok',
        source: 'b',
        others: [{ source: 'a', status: 'unknown', detail: 'a is offline since yesterday; before: fail, jam' }],
      },
    ],
    [
      'one that does not know is no match for one that does',
      [source('a', { reader: unknown }), source('b', { reader: ok })],
      { status: 'ok', source: 'b', others: [{ source: 'a', status: 'unknown' }] },
    ],
    ['nobody knows', [source('a', { reader: unknown })], { status: 'unknown', source: 'a' }],
  ])('%s', (_what, sources, expected) => {
    expect(mergeModules(sources)).toEqual({ reader: expected });
  });

  test('those of one source beside those of another, by name', () => {
    const merged = mergeModules([source('net', { host: ok, application: ok }), source('doors', { cabinet: warn })]);
    expect(Object.keys(merged)).toEqual(['application', 'cabinet', 'host']);
  });
});

const says = (service: TerminalService, changes: Partial<Source> = {}, modules: Modules = {}) =>
  source(`says-${service}`, modules, { service, ...changes });

describe('the service of the whole: the first row that holds', () => {
  const service = (sources: Source[], essential: string[] = [], inMaintenance = false) =>
    mergeService({ sources, modules: mergeModules(sources), essential, inMaintenance });

  test.each<[string, Source[], string[], TerminalService]>([
    ['a part in an engineer’s hands', [source('a', {}, { inMaintenance: true, ...gone })], [], 'maintenance'],
    [
      'a part that is in vendor mode, or switched off at its operator panel',
      [says('maintenance'), says('in-service')],
      [],
      'maintenance',
    ],
    ['one that said so and is not heard any more', [says('maintenance', gone), says('in-service')], [], 'in-service'],
    ['nobody heard', [says('in-service', gone, { reader: ok })], [], 'unknown'],
    [
      'only a UPS of the whole hall heard',
      [says('in-service', gone), source('ups', { ups: ok }, { speaks: false })],
      [],
      'unknown',
    ],
    ['an essential module fails', [source('a', { application: fail })], ['application'], 'out-of-service'],
    ['one that is not essential fails', [source('a', { reader: fail, application: ok })], ['application'], 'degraded'],
    ['a source says out of service', [says('out-of-service'), says('in-service')], [], 'out-of-service'],
    [
      'one that does not speak for it says so',
      [says('out-of-service', { speaks: false }), says('in-service')],
      [],
      'in-service',
    ],
    [
      'an essential module of a part that is lost',
      [says('in-service'), source('xfs', { application: ok }, gone)],
      ['application'],
      'unknown',
    ],
    ['an essential module that nobody has told of', [says('in-service')], ['application'], 'unknown'],
    ['out of service is known whatever else is not', [says('out-of-service')], ['application'], 'out-of-service'],
    [
      'another module of a part that is lost',
      [says('in-service'), source('xfs', { reader: ok }, gone)],
      [],
      'in-service',
    ],
    ['a module warns', [says('in-service', {}, { paper: warn })], [], 'degraded'],
    [
      'a module of one that does not speak fails',
      [says('in-service'), source('ups', { ups: fail }, { speaks: false })],
      [],
      'degraded',
    ],
    ['a source says degraded', [says('degraded'), says('idle')], [], 'degraded'],
    ['a source says idle, and nothing is worse', [says('idle'), says('in-service')], [], 'idle'],
    ['idle, and a module warns', [says('idle', {}, { paper: warn })], [], 'degraded'],
    ['all is well', [says('in-service', {}, { reader: ok })], [], 'in-service'],
    ['modules are well and nobody says more', [source('a', { reader: ok })], [], 'in-service'],
    ['nobody says anything', [source('a')], [], 'unknown'],
    ['nobody speaks for it: all do', [source('ups', { ups: ok }, { speaks: false })], [], 'in-service'],
  ])('%s', (_what, sources, essential, expected) => {
    expect(service(sources, essential)).toBe(expected);
  });

  test('an engineer’s window of its own stands over everything', () => {
    expect(service([says('out-of-service')], [], true)).toBe('maintenance');
    expect(service([says('in-service', gone)], [], true)).toBe('maintenance');
  });

  test('reach is what those say that speak for it', () => {
    const ups = source('ups', {}, { speaks: false });
    expect(mergeReachable([source('net', {}, { reachable: false }), ups])).toBe(false);
    expect(mergeReachable([source('net', {}, { reachable: false }), source('xfs')])).toBe(true);
    expect(mergeReachable([ups])).toBe(true);
  });
});

const sayings = fc.constantFrom<Saying>(ok, warn, fail, unknown);
const anySource = fc.record({
  contact: fc.constantFrom<Source['contact']>('sure', 'doubtful', 'none'),
  speaks: fc.boolean(),
  inMaintenance: fc.boolean(),
  service: fc.option(fc.constantFrom(...terminalServices), { nil: undefined }),
  modules: fc.dictionary(fc.constantFrom('reader', 'paper', 'application'), sayings),
});
const anySources = fc
  .array(anySource, { minLength: 1, maxLength: 5 })
  .map((list) => list.map(({ modules, ...changes }, n) => source(`part-${n}`, modules, changes)));

test('of any sources: nothing is ok on the word of one that nobody hears, and in service needs somebody who is heard', () => {
  fc.assert(
    fc.property(anySources, (sources) => {
      const modules = mergeModules(sources);
      const heard = sources.filter(({ contact }) => contact !== 'none');
      for (const [name, module] of Object.entries(modules)) {
        const statuses = heard.flatMap((each) => each.modules.get(name)?.status ?? []);
        const worst = (['fail', 'warn', 'ok'] as const).find((status) => statuses.includes(status)) ?? 'unknown';
        expect(module.status).toBe(worst);
        const shown = [...module.source.split(', '), ...(module.others ?? []).map((each) => each.source)];
        expect(shown.sort()).toEqual(sources.filter((each) => each.modules.has(name)).map(({ id }) => id));
      }
      const service = mergeService({ sources, modules, essential: ['application'], inMaintenance: false });
      if (heard.length === 0) expect(['unknown', 'maintenance']).toContain(service);
      if (service === 'in-service' || service === 'idle') expect(modules['application']?.status).toBe('ok');
    }),
    { numRuns: 500 },
  );
});

describe('what a part says, as the options take it', () => {
  const choice = (part: unknown) => compositeOptions.parse({ parts: [part] }).parts[0]!;
  const doors = viewOf('hall-inputs', {
    state: {
      service: 'degraded',
      reachable: true,
      modules: {
        'cabinet-1': { status: 'warn', detail: 'open', source: 'modbus-inputs' },
        'cabinet-2': { status: 'ok', source: 'modbus-inputs' },
      },
    },
  });

  test('all its modules, and its word', () => {
    const whole = sourceOf(choice('hall-inputs'), doors);
    expect([...whole.modules.keys()]).toEqual(['cabinet-1', 'cabinet-2']);
    expect([whole.speaks, whole.service]).toEqual([true, 'degraded']);
  });

  test('one door of four under another name, and not its word', () => {
    const picked = sourceOf(
      choice({ device: 'hall-inputs', modules: ['cabinet-1'], as: { 'cabinet-1': 'cabinet' } }),
      doors,
    );
    expect(Object.fromEntries(picked.modules)).toEqual({ cabinet: { status: 'warn', detail: 'open' } });
    expect(picked.speaks).toBe(false);
  });

  test('a part of several terminals does not speak for one of them unless told so', () => {
    const shared = { ...doors, shared: true };
    expect(sourceOf(choice('hall-inputs'), shared).speaks).toBe(false);
    expect(sourceOf(choice({ device: 'hall-inputs', service: true }), shared).speaks).toBe(true);
    expect(sourceOf(choice({ device: 'hall-inputs', service: false }), doors).speaks).toBe(false);
  });

  test('a module that it has never told of is known to be unknown', () => {
    const part = sourceOf(choice({ device: 'hall-inputs', modules: ['cabinet-9'] }), doors);
    expect(mergeModules([part])['cabinet-9']).toEqual({
      status: 'unknown',
      detail: 'it has told nothing of it',
      source: 'hall-inputs',
    });
  });

  test.each<[string, Record<string, unknown>, Saying | undefined]>([
    ['well', { paper: 'ok', cover: 'closed', ready: true }, { status: 'ok' }],
    [
      'near the end of its roll',
      { paper: 'low', cover: 'closed', ready: true },
      { status: 'warn', detail: 'paper: low' },
    ],
    ['out of paper', { paper: 'out', ready: false }, { status: 'fail', detail: 'paper: out' }],
    ['open', { cover: 'open', ready: false }, { status: 'fail', detail: 'cover: open' }],
    ['not ready', { ready: false }, { status: 'fail', detail: 'ready: false' }],
    ['not asked yet', {}, undefined],
  ])('a ticket printer that is %s is its receipt printer', (_what, state, expected) => {
    const printer = viewOf('p', { class: 'ticket-printer', driver: 'escpos', state });
    expect(sourceOf(choice('p'), printer).modules.get('receipt-printer')).toEqual(expected);
  });

  test.each(['unknown', 'connecting', 'offline'] as const)('%s is no contact', (operating) => {
    expect(sourceOf(choice('p'), viewOf('p', { operating })).contact).toBe('none');
  });

  test.each([
    ['no part', { parts: [] }],
    ['a name for a module that is not taken', { parts: [{ device: 'a', modules: ['x'], as: { y: 'z' } }] }],
    ['one name for two', { parts: [{ device: 'a', as: { x: 'z', y: 'z' } }] }],
    ['an unknown key', { parts: ['a'], essentials: ['x'] }],
    ['too many parts', { parts: Array.from({ length: 17 }, (_, n) => `p${n}`) }],
  ])('%s is a mistake', (_what, options) => {
    expect(compositeOptions.safeParse(options).success).toBe(false);
  });
});
