import { describe, expect, test } from 'vitest';
import type { AnyDriver } from '../../../../drivers/driver.js';
import { drivers } from '../../../../drivers/index.js';
import { type CatalogueLint, catalogueGaps } from '../../../../gateway/alarms/catalogue/lint.js';
import type { PlayedAlarm } from '../../../../gateway/alarms/catalogue/lint-steps.js';
import { type CatalogueEntry, catalogue, catalogueEntries } from '../../../../gateway/alarms/catalogue.js';
import { allOwnAlarmTypes } from '../../../../gateway/health/own-alarm-types.js';

const whole: CatalogueLint = { entries: catalogueEntries, drivers, gatewayTypes: allOwnAlarmTypes };
const everyStep: PlayedAlarm[] = drivers.flatMap((driver) =>
  [...driver.alarms.map(({ type }) => type), driver.contact.alarm].map((alarm) => ({
    class: driver.class,
    driver: driver.name,
    alarm,
  })),
);

/** The whole catalogue with one entry changed. */
function withChanged(type: string, change: Partial<CatalogueEntry>): CatalogueLint {
  return {
    ...whole,
    entries: catalogueEntries.map((entry) => (entry.type === type ? { ...entry, ...change } : entry)),
  };
}

const planted = (alarms: AnyDriver['alarms'], contact = 'printer-offline') => ({
  ...whole,
  drivers: [
    ...drivers,
    {
      class: 'ticket-printer' as const,
      name: 'planted',
      alarms,
      contact: { alarm: contact, failures: 3, successes: 2, confirmIntervalMs: 5_000 },
    },
  ],
});

test('the catalogue that is delivered has no gap, nor has it with a step for every alarm', () => {
  expect(catalogueGaps(whole)).toEqual([]);
  expect(catalogueGaps({ ...whole, steps: everyStep })).toEqual([]);
});

describe('a gap planted in one entry is refused', () => {
  const paper = catalogue.get('printer-paper-out')!;
  const cases: readonly (readonly [string, string, Partial<CatalogueEntry>])[] = [
    ['printer-paper-out', 'no Chinese text', { text: { ...paper.text, zh: '' } }],
    ['printer-paper-out', 'no English text', { text: { ...paper.text, en: '' } }],
    ['printer-paper-out', 'no Chinese meaning', { meaning: { ...paper.meaning, zh: 'Customers get no ticket' } }],
    ['printer-paper-out', 'no English meaning', { meaning: { ...paper.meaning, en: '顾客取不到号' } }],
    [
      'printer-paper-out',
      'the meaning is more than one line',
      { meaning: { ...paper.meaning, en: 'Bad.\nVery bad.' } },
    ],
    ['printer-paper-out', 'no Chinese remedy', { remedy: { ...paper.remedy, zh: 'Load paper' } }],
    ['printer-paper-out', 'no English remedy', { remedy: { ...paper.remedy, en: ' ' } }],
    ['printer-paper-out', 'no probable cause somethingElse', { probableCause: 'somethingElse' as never }],
    ['printer-paper-out', 'no owner nobody', { owner: 'nobody' as never }],
    ['printer-paper-out', 'no event type alarm', { eventType: 'alarm' as never }],
    ['printer-paper-out', 'no service impact some', { serviceImpact: 'some' as never }],
    ['printer-paper-out', 'no severity', { severity: 'fatal' as never }],
    ['printer-paper-out', 'its severities leave out major', { severities: ['minor'] }],
    ['printer-paper-out', 'its severities are not each once', { severities: ['critical', 'major'] }],
    ['printer-paper-out', 'a delay is not 0 to 86400 s', { offDelaySeconds: -1 }],
    ['printer-paper-out', 'a delay is not 0 to 86400 s', { onDelaySeconds: Number.NaN }],
    ['cabinet-door-open', 'a security alarm is delayed', { onDelaySeconds: 10 }],
    ['water-or-smoke-detected', 'a security alarm is delayed', { onDelaySeconds: 2 }],
    ['clock-drift', 'the on-delay would lose it', { onDelaySeconds: 60 }],
    ['clock-drift', 'without an off-delay nobody would see it', { offDelaySeconds: 0 }],
    ['water-or-smoke-detected', 'no probable cause fire', { otherCauses: { smoke: 'fire' as never } }],
    ['led-clock-drift', 'it awaits no driver', { raisedBy: { awaits: [] } }],
    [
      'led-clock-drift',
      'it awaits terminal/wish, which nobody plans',
      { raisedBy: { awaits: ['terminal/wish' as never] } },
    ],
    ['led-clock-drift', 'no driver can raise it', { raisedBy: 'drivers' }],
    ['led-clock-drift', 'the gateway cannot raise it', { raisedBy: 'gateway' }],
  ];
  test.each(cases)('%s: %s', (type, gap, change) => {
    expect(catalogueGaps(withChanged(type, change))).toEqual([expect.stringContaining(gap)]);
  });

  test('a code and a type that nobody could say on the telephone', () => {
    expect(catalogueGaps(withChanged('gateway-unreachable', { code: 'GWY501', type: 'gatewayGone' }))).toEqual([
      'GWY501 gatewayGone: the code is not like PRN-101',
      'GWY501 gatewayGone: the alarm type is not kebab-case',
    ]);
  });

  test('a code and a type that are used twice', () => {
    expect(catalogueGaps({ ...whole, entries: [...catalogueEntries, paper] })).toEqual([
      'alarm type printer-paper-out has more than one entry',
      'code PRN-101 is used more than once',
    ]);
  });
});

describe('a disagreement with those who raise alarms is refused', () => {
  test('a driver alarm, and a contact alarm, that nobody described', () => {
    expect(catalogueGaps(planted([{ type: 'printer-on-fire' }], 'printer-gone'))).toEqual([
      'driver ticket-printer/planted can raise printer-on-fire, which has no entry',
      'driver ticket-printer/planted can raise printer-gone, which has no entry',
    ]);
  });

  test('an entry that still awaits what a driver raises by now', () => {
    expect(catalogueGaps(planted([{ type: 'led-clock-drift' }]))).toEqual([
      'driver ticket-printer/planted raises led-clock-drift, which still awaits led-board/onbon, led-board/alpha',
    ]);
  });

  test('a driver that delays what concerns security', () => {
    const entries = withChanged('cabinet-door-open', { raisedBy: 'drivers' });
    const { drivers: withPlanted } = planted([{ type: 'cabinet-door-open', onDelaySeconds: 10 }]);
    expect(catalogueGaps({ ...entries, drivers: withPlanted })).toEqual([
      'driver ticket-printer/planted delays the security alarm cabinet-door-open',
    ]);
  });

  test('a driver that raises what is the business of the gateway or the centre', () => {
    expect(catalogueGaps(planted([{ type: 'clock-drift' }, { type: 'gateway-unreachable' }]))).toEqual([
      'driver ticket-printer/planted can raise clock-drift, which only the gateway raises',
      'driver ticket-printer/planted can raise gateway-unreachable, which only the centre raises',
    ]);
  });

  test('an alarm whose driver was taken away', () => {
    const gone = drivers.filter((driver) => driver.class !== 'people-counter');
    expect(catalogueGaps({ ...whole, drivers: gone })).toEqual([
      'CNT-451 counter-unreachable: no driver can raise it, and it awaits none',
      'CNT-452 counter-blocked-or-no-change: no driver can raise it, and it awaits none',
      'CNT-453 counter-in-out-imbalance: no driver can raise it, and it awaits none',
      'CNT-454 counter-restarted: no driver can raise it, and it awaits none',
      'CNT-455 counter-totals-falling: no driver can raise it, and it awaits none',
      'CNT-456 counter-power-low: no driver can raise it, and it awaits none',
      'CNT-457 counter-line-noise: no driver can raise it, and it awaits none',
    ]);
  });

  test('what the gateway can raise and the catalogue does not know, or knows as something else', () => {
    const gatewayTypes = [...allOwnAlarmTypes, 'gateway-on-fire', 'printer-paper-out'];
    expect(catalogueGaps({ ...whole, gatewayTypes })).toEqual([
      'the gateway can raise gateway-on-fire, which has no entry',
      'the gateway can raise printer-paper-out, whose entry does not say so',
    ]);
  });
});

const nameOf = (step: (typeof everyStep)[number]) => `${step.class}/${step.driver} ${step.alarm}`;

describe('the steps of the simulators', () => {
  test.each(everyStep.map((step) => [nameOf(step), step] as const))('%s: missing, it is a gap', (name, left) => {
    // An alarm may have several.
    const steps = everyStep.filter((step) => nameOf(step) !== nameOf(left));
    expect(catalogueGaps({ ...whole, steps })).toEqual([`${name}: no simulator step raises and clears it`]);
  });

  test('for another driver of the class do not count', () => {
    const steps = everyStep.map((step) => (step.driver === 'alpha' ? { ...step, driver: 'omega' } : step));
    expect(catalogueGaps({ ...whole, steps })).toEqual(
      expect.arrayContaining([
        'led-board/alpha led-unreachable: no simulator step raises and clears it',
        'led-board/omega led-unreachable: a step for an alarm no driver declares',
      ]),
    );
  });
});
