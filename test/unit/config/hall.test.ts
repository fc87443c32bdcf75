import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { formatProblem, loadConfig } from '../../../gateway/config/load.js';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { filesystem, head } from './fixtures.js';

/** With the drivers there are: keypads and lights have options that the rules look into. */
const load = (text: string) => loadConfig('x.yaml', { drivers, readFile: filesystem({ 'x.yaml': text }) });
async function loaded(text: string) {
  const result = await load(text);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result;
}
async function mistakesIn(body: string): Promise<string[]> {
  const result = await load(head + body);
  return result.ok ? [] : result.problems.map(formatProblem);
}

const devices = `devices:
  - { id: printer-1, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 1 } }
  - { id: printer-2, class: ticket-printer, driver: escpos, link: { type: tcp, host: h, port: 2 }, admin: disabled }
  - { id: light-1, class: signal-light, driver: luxafor, link: { type: hid-tcp, host: h, port: 3 } }
  - { id: pad-1, class: keypad, driver: hid-keyboard, link: { type: hid-tcp, host: h, port: 4 }, options: { counter: 1 } }
`;
const personal = '{ id: personal, name: { zh: 个人业务 }, prefix: A }';
const vip = '{ id: vip, name: { zh: 贵宾, en: VIP }, prefix: V, priority: 1 }';
const hall = (...lines: string[]) => `${devices}hall:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const usual = [`services: [${personal}, ${vip}]`, 'counters: [{ id: 1 }, { id: "2", services: [personal] }]'];

describe('the hall in the configuration', () => {
  test('a queue of its own, with what is left out filled in', async () => {
    const { config } = await loaded(head + hall(...usual));
    expect(config.hall).toEqual({
      mode: 'own',
      services: [
        { id: 'personal', name: { zh: '个人业务' }, prefix: 'A', priority: 0, firstNumber: 1, lastNumber: 999 },
        { id: 'vip', name: { zh: '贵宾', en: 'VIP' }, prefix: 'V', priority: 1, firstNumber: 1, lastNumber: 999 },
      ],
      counters: [{ id: '1' }, { id: '2', services: ['personal'] }],
      levels: { level1: 2.5, level2: 3.5, level3: 4.5, hysteresis: 0.25, holdSeconds: 60 },
      openAfterCallMinutes: 15,
      lights: [],
      forecast: { warnMinutes: 30 },
    });
  });

  test('one that listens needs nothing else', async () => {
    expect((await loaded(head + hall('mode: listen'))).config.hall).toMatchObject({ mode: 'listen', services: [] });
  });

  test('is said before the gateway starts', async () => {
    const { config } = await loaded(head + hall(...usual, 'lights: [{ device: light-1, shows: hall-level }]'));
    expect(describePlan(config).at(-1)).toBe(
      'keep the queue of personal (A), vip (V, priority 1) for the counters 1, 2 with tickets from printer-1, show the hall level on light-1',
    );
    expect(planOf(config).hall).toMatchObject({ counters: ['1', '2'], printers: ['printer-1'] });
    const listening = await loaded(head + hall('mode: listen'));
    expect(describePlan(listening.config).at(-1)).toBe(
      'count the queue along by what is printed on printer-1 and called',
    );
    expect(planOf((await loaded(head + devices)).config)).not.toHaveProperty('hall');
  });

  test('may be left out', async () => {
    expect((await loaded(head + devices)).config.hall).toBeUndefined();
  });

  test('with printers and lights', async () => {
    const text = hall(...usual, 'printers: [printer-1]', 'lights: [{ device: light-1, shows: hall-level }]');
    expect((await loaded(head + text)).config.hall).toMatchObject({
      printers: ['printer-1'],
      lights: [{ device: 'light-1', shows: 'hall-level' }],
    });
  });

  test.each<[string, string[], string]>([
    [
      'a queue without services and counters',
      ['mode: own'],
      'hall.services: found nothing, allowed: at least one, or mode: listen where a queue system of the branch prints and calls',
    ],
    [
      'an empty list',
      [`services: [${personal}]`, 'counters: []'],
      'hall.counters: found a list of 0, allowed: at least one, or mode: listen where a queue system of the branch prints and calls',
    ],
    [
      'a prefix twice, so that two customers would hold one number',
      [`services: [${personal}, { id: loan, name: { zh: 贷款 }, prefix: A }]`, 'counters: [{ id: 1 }]'],
      'hall.services[1].prefix: found "A", allowed: a prefix that no other service has. hall.services[0] has it already',
    ],
    [
      'a service twice',
      [`services: [${personal}, { id: personal, name: { zh: 贷款 }, prefix: B }]`, 'counters: [{ id: 1 }]'],
      'hall.services[1].id: found "personal", allowed: an id that no other service has. hall.services[0] has it already',
    ],
    [
      'a counter twice, as number and as text',
      [`services: [${personal}]`, 'counters: [{ id: 1 }, { id: "1" }]'],
      'hall.counters[1].id: found "1", allowed: an id that no other counter has. hall.counters[0] has it already',
    ],
    [
      'a counter for a service that is not there',
      [`services: [${personal}]`, 'counters: [{ id: 1, services: [persnal, personal] }]'],
      'hall.counters[0].services[0]: found "persnal", allowed: personal. Did you mean "personal"?',
    ],
    [
      'a service that no counter takes',
      [`services: [${personal}, ${vip}]`, 'counters: [{ id: 1, services: [personal] }]'],
      'hall.services[1]: found service vip, which no counter takes, allowed: a service that some counter takes',
    ],
    [
      'numbers that end before they begin',
      [
        'services: [{ id: a, name: { zh: 甲 }, prefix: A, firstNumber: 500, lastNumber: 499 }]',
        'counters: [{ id: 1 }]',
      ],
      'hall.services[0].lastNumber: found 499, allowed: more than firstNumber, 500',
    ],
    [
      'levels out of order',
      [...usual, 'levels: { level1: 3.5, level2: 3.5 }'],
      'hall.levels.level2: found 3.5, allowed: more than level1, 3.5',
    ],
    [
      'a hysteresis that would never end a level',
      [...usual, 'levels: { level1: 0.2, hysteresis: 0.2 }'],
      'hall.levels.hysteresis: found 0.2, allowed: less than level1, 0.2',
    ],
    [
      'a printer that is not there',
      [...usual, 'printer: printer-9'],
      'hall.printer: found "printer-9", allowed: printer-1. Did you mean "printer-1"?',
    ],
    [
      'a printer out of service',
      [...usual, 'printers: [printer-2]'],
      'hall.printers[0]: found "printer-2", which is disabled, allowed: printer-1',
    ],
    [
      'something else as a printer',
      [...usual, 'printer: light-1'],
      'hall.printer: found "light-1", which is a signal-light, allowed: printer-1',
    ],
    [
      'printers beside a printer',
      [...usual, 'printer: printer-1', 'printers: [printer-1]'],
      'hall.printers: found printers beside printer, allowed: one of the two',
    ],
    [
      'a light that is none',
      [...usual, 'lights: [{ device: printer-1, shows: worst-alarm }]'],
      'hall.lights[0].device: found "printer-1", which is a ticket-printer, allowed: light-1',
    ],
    [
      'a light for two things',
      [...usual, 'lights: [{ device: light-1, shows: worst-alarm }, { device: light-1, shows: hall-level }]'],
      'hall.lights[1].device: found "light-1", allowed: each light once: it shows one thing',
    ],
  ])('%s', async (_what, lines, mistake) => {
    const found = await mistakesIn(hall(...lines));
    expect(
      found.some((line) => line.endsWith(mistake)),
      found.join('\n'),
    ).toBe(true);
  });

  test('a keypad at a counter that is not there, and a key that sends to a service that is not there', async () => {
    const pad =
      '  - { id: pad-2, class: keypad, driver: hid-keyboard, link: { type: hid-tcp, host: h, port: 5 }, options: { counter: 3, keys: { a: next, b: { transfer: loans } } } }\n';
    const text = hall(...usual).replace('hall:\n', `${pad}hall:\n`);
    const found = await mistakesIn(text);
    expect(found).toEqual([
      expect.stringContaining('devices[4].options.counter: found 3, allowed: 1, 2'),
      expect.stringContaining('devices[4].options.keys.b.transfer: found "loans", allowed: personal, vip'),
    ]);
    expect(await mistakesIn(text.replace('hall:\n', 'hall:\n  mode: listen\n'))).toEqual([]);
  });
});

describe('routines in the configuration', () => {
  test('go by the opening hours, which must be there', async () => {
    expect(await mistakesIn('routines: { openingMinutes: 5 }\n')).toEqual([
      expect.stringContaining('routines: found routines without branch.hours, allowed: branch.hours beside it'),
    ]);
  });

  test('print on a printer', async () => {
    expect(await mistakesIn(`${devices}routines: { printer: pad-1 }\n`)).toContainEqual(
      expect.stringContaining('routines.printer: found "pad-1", which is a keypad, allowed: printer-1'),
    );
  });
});
