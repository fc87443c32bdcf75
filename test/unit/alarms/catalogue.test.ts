import { describe, expect, test } from 'vitest';
import type { AnyDriver } from '../../../drivers/driver.js';
import { drivers } from '../../../drivers/index.js';
import { type CatalogueEntry, catalogue, catalogueEntries } from '../../../gateway/alarms/catalogue.js';
import { catalogueGaps } from '../../../gateway/alarms/catalogue-lint.js';
import { uplinkAlarmTypes } from '../../../gateway/uplink/uplink-alarms.js';

const entry = catalogueEntries[0]!;
const driver = (
  alarms: string[],
  contact = 'printer-offline',
): Pick<AnyDriver, 'class' | 'name' | 'alarms' | 'contact'> => ({
  class: 'ticket-printer',
  name: 'planted',
  alarms: alarms.map((type) => ({ type })),
  contact: { alarm: contact, failures: 3, successes: 2, confirmIntervalMs: 5_000 },
});

describe('the alarm catalogue', () => {
  test('has no gap: texts in both languages, and every alarm the drivers can raise', () => {
    expect(catalogueGaps(catalogueEntries, drivers)).toEqual([]);
  });

  test('has the codes of the reference, and those that continue them', () => {
    expect(catalogueEntries.map(({ code, type }) => `${code} ${type}`)).toEqual([
      'PRN-101 printer-paper-out',
      'PRN-102 printer-paper-low',
      'PRN-103 printer-paper-jam',
      'PRN-104 printer-cover-open',
      'PRN-105 printer-cutter-fault',
      'PRN-106 printer-head-overheat',
      'PRN-107 printer-offline',
      'PRN-108 printer-hardware-fault',
      'PRN-111 printer-offline-unexplained',
      'PRN-112 printer-wait-recovery',
      'PRN-113 printer-feed-button',
      'PRN-114 printer-power-cycled',
      'PRN-115 printer-confirm-timeout',
      'PRN-116 printer-ticket-unknown',
      'PRN-117 printer-ticket-not-taken',
      'PRN-118 printer-charset',
      'PRN-119 printer-protocol',
      'PRN-120 printer-profile-mismatch',
      'LED-201 led-unreachable',
      'LED-202 led-content-mismatch',
      'LED-203 led-write-rejected',
      'LED-204 led-pixel-or-module-fault',
      'TRM-301 terminal-unreachable',
      'TRM-302 terminal-heartbeat-lost',
      'CNT-451 counter-unreachable',
      'CNT-452 counter-blocked-or-no-change',
      'GWY-504 certificate-or-credential-expiring',
      'GWY-505 storage-nearly-full',
      'GWY-510 storage-write-failed',
      'GWY-518 ticket-template-wrong',
      'GWY-503 outbox-nearly-full',
      'GWY-511 uplink-down',
      'GWY-512 uplink-refused',
      'GWY-513 uplink-taken-over',
      'GWY-514 outbox-evicted',
      'GWY-515 outbox-write-failed',
      'GWY-516 uplink-message-refused',
      'GWY-517 uplink-dead-letter',
      'GWY-520 webhook-unreachable',
      'GWY-521 webhook-refused',
      'GWY-522 webhook-evicted',
    ]);
    expect(catalogue.size).toBe(catalogueEntries.length);
  });

  test('has all that the uplink can raise, and nothing of it twice', () => {
    const ofUplink = catalogueEntries.map(({ type }) => type).filter((type) => /^(?:uplink|outbox)-/.test(type));
    expect([...uplinkAlarmTypes].sort()).toEqual(ofUplink.sort());
  });

  test.each([
    ['printer-paper-out', 'major', 5, 5, 'flm', 'materialSupplyExhausted'],
    ['printer-cover-open', 'minor', 30, 3, 'flm', 'enclosureDoorOpen'],
    ['printer-hardware-fault', 'critical', 10, 10, 'slm', 'equipmentMalfunction'],
    ['printer-head-overheat', 'warning', 10, 60, 'flm', 'temperatureUnacceptable'],
    ['printer-ticket-unknown', 'major', 0, 0, 'flm', 'outputDeviceError'],
    ['printer-power-cycled', 'warning', 0, 0, 'flm', 'powerProblem'],
    ['printer-protocol', 'warning', 0, 2, 'it', 'corruptData'],
    ['led-pixel-or-module-fault', 'minor', 60, 60, 'slm', 'outputDeviceError'],
    ['terminal-unreachable', 'critical', 0, 0, 'flm', 'communicationsSubsystemFailure'],
    ['counter-blocked-or-no-change', 'warning', 0, 0, 'flm', 'lossOfSignal'],
    ['storage-nearly-full', 'warning', 300, 300, 'it', 'storageCapacityProblem'],
    ['ticket-template-wrong', 'warning', 0, 0, 'it', 'configurationOrCustomizationError'],
    ['certificate-or-credential-expiring', 'warning', 0, 0, 'it', 'keyExpired'],
    ['outbox-nearly-full', 'warning', 60, 60, 'it', 'queueSizeExceeded'],
    ['outbox-evicted', 'major', 0, 3_600, 'it', 'queueSizeExceeded'],
    ['outbox-write-failed', 'critical', 0, 60, 'it', 'storageCapacityProblem'],
    ['uplink-down', 'major', 60, 10, 'network', 'communicationsSubsystemFailure'],
    ['uplink-refused', 'major', 30, 10, 'it', 'communicationsProtocolError'],
    ['uplink-taken-over', 'major', 0, 600, 'it', 'communicationsProtocolError'],
    ['uplink-message-refused', 'minor', 30, 60, 'it', 'communicationsProtocolError'],
    ['uplink-dead-letter', 'minor', 0, 3_600, 'it', 'communicationsProtocolError'],
  ])('%s is %s, after %d s, cleared after %d s, for %s', (type, severity, onDelay, offDelay, owner, cause) => {
    expect(catalogue.get(type)).toMatchObject({
      severity,
      onDelaySeconds: onDelay,
      offDelaySeconds: offDelay,
      owner,
      probableCause: cause,
    });
  });
});

describe('the catalogue check', () => {
  const gapsOf = (planted: Partial<CatalogueEntry>) => catalogueGaps([{ ...entry, ...planted }], []);

  test.each<[string, Partial<CatalogueEntry>]>([
    ['no Chinese remedy', { remedy: { ...entry.remedy, zh: '' } }],
    ['no Chinese remedy', { remedy: { ...entry.remedy, zh: 'Load paper' } }],
    ['no English remedy', { remedy: { ...entry.remedy, en: ' ' } }],
    ['no English remedy', { remedy: { ...entry.remedy, en: '装入新纸卷' } }],
    ['no Chinese text', { text: { ...entry.text, zh: '' } }],
    ['no English text', { text: { ...entry.text, en: '' } }],
    ['the code is not like PRN-101', { code: 'PRN101' }],
    ['the alarm type is not kebab-case', { type: 'printerPaperOut' }],
    ['a delay is negative', { offDelaySeconds: -1 }],
  ])('finds a planted gap: %s', (gap, planted) => {
    expect(gapsOf(planted)).toEqual([expect.stringContaining(gap)]);
  });

  test('finds a code and a type that are used twice', () => {
    expect(catalogueGaps([entry, entry], [])).toEqual([
      'alarm type printer-paper-out has more than one entry',
      'code PRN-101 is used more than once',
    ]);
  });

  test('finds an alarm, and a contact alarm, that a driver can raise and nobody described', () => {
    expect(catalogueGaps(catalogueEntries, [driver(['printer-paper-out', 'printer-on-fire'])])).toEqual([
      'driver ticket-printer/planted can raise printer-on-fire, which has no entry',
    ]);
    expect(catalogueGaps(catalogueEntries, [driver([], 'printer-gone')])).toEqual([
      'driver ticket-printer/planted can raise printer-gone, which has no entry',
    ]);
  });
});
