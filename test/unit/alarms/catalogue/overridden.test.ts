import { describe, expect, test } from 'vitest';
import { delaysMs, levelsOf, severityOf } from '../../../../gateway/alarms/catalogue/effective.js';
import { type AlarmOverride, overridden } from '../../../../gateway/alarms/catalogue/overridden.js';
import { catalogue, catalogueEntries } from '../../../../gateway/alarms/catalogue.js';
import { Branch, off, on, printer } from '../support.js';

const changed = (type: string, override: AlarmOverride) => overridden(catalogue, { [type]: override });
const entryOf = (type: string, override: AlarmOverride) => changed(type, override).get(type)!;

describe('the catalogue as the branch has it', () => {
  test('changes what is named and nothing else', () => {
    const entry = entryOf('printer-paper-low', {
      severity: 'minor',
      onDelaySeconds: 600,
      owner: 'slm',
      remedy: { zh: '找小王' },
    });
    const before = catalogue.get('printer-paper-low')!;
    expect(entry).toEqual({
      ...before,
      severity: 'minor',
      onDelaySeconds: 600,
      owner: 'slm',
      remedy: { zh: '找小王', en: before.remedy.en },
      branch: { severity: 'minor', onDelaySeconds: 600, offDelaySeconds: undefined },
    });
  });

  test('leaves the delivered one, every other entry and their order alone', () => {
    const before = structuredClone(catalogueEntries);
    const after = changed('led-unreachable', { severity: 'critical' });
    expect(catalogueEntries).toEqual(before);
    expect([...after.keys()]).toEqual([...catalogue.keys()]);
    for (const [type, entry] of after) if (type !== 'led-unreachable') expect(entry).toBe(catalogue.get(type));
  });

  test('is the delivered one without overrides, and with some for types it does not know', () => {
    expect(overridden(catalogue)).toEqual(catalogue);
    expect(changed('coffee-machine-empty', { severity: 'major' })).toEqual(catalogue);
  });
});

describe('a delay', () => {
  const declared = { onDelaySeconds: 0.3, offDelaySeconds: 2 };
  test.each<[string, AlarmOverride, number, number]>([
    ["is the driver's", {}, 300, 2_000],
    ['or that of the branch', { onDelaySeconds: 90, offDelaySeconds: 7 }, 90_000, 7_000],
    ['each by itself', { offDelaySeconds: 0 }, 300, 0],
    ['also where the branch says 0', { onDelaySeconds: 0 }, 0, 2_000],
  ])('%s', (_what, override, onDelayMs, offDelayMs) => {
    expect(delaysMs(entryOf('printer-cover-open', override), declared)).toEqual({ onDelayMs, offDelayMs });
  });

  test('is that of the catalogue where nobody says otherwise', () => {
    expect(delaysMs(catalogue.get('printer-cover-open')!)).toEqual({ onDelayMs: 30_000, offDelayMs: 3_000 });
  });

  test('of the branch rules in the alarms of a device', async () => {
    const branch = await Branch.open();
    await branch.restart([printer], {
      catalogue: changed('printer-cutter-fault', { onDelaySeconds: 20, offDelaySeconds: 30 }),
    });
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.after(19);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['raise printer-cutter-fault']);
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(29);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
    await branch.shutDown();
  });
});

describe('a severity', () => {
  const expiring = 'certificate-or-credential-expiring';
  test.each([
    ['as delivered', undefined, ['warning', 'warning', 'minor', 'major'], ['warning', 'minor', 'major']],
    ['made more of: the least there is', 'minor', ['minor', 'minor', 'minor', 'major'], ['minor', 'major']],
    ['made the most of', 'critical', ['critical', 'critical', 'critical', 'critical'], ['critical']],
  ] as const)('of an alarm with several, %s', (_what, severity, found, levels) => {
    const entry = entryOf(expiring, { severity });
    expect([undefined, 'warning', 'minor', 'major'].map((level) => severityOf(entry, level as never))).toEqual(found);
    expect(levelsOf(entry)).toEqual(levels);
  });

  test('made less of: what the device says is worse stays worse', () => {
    const entry = entryOf('cash-cassette-low-or-empty', { severity: 'warning' });
    expect([severityOf(entry, undefined), severityOf(entry, 'major')]).toEqual(['warning', 'major']);
  });

  test('that the branch changes is told once for what is open, and stands', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.take();
    const options = { catalogue: changed('printer-cutter-fault', { severity: 'critical' }) };
    await branch.restart([printer], options);
    const told = await branch.takeRecords();
    expect(told.map(({ change, record }) => [change, record['perceived-severity']])).toEqual([
      ['severity', 'critical'],
    ]);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.restart([printer], options);
    expect(await branch.take()).toEqual([]);
    await branch.shutDown();
  });

  test('that the device has reported survives a restart without a word', async () => {
    const itself = { deviceId: 'gateway', declarations: [{ type: expiring }] };
    const branch = await Branch.open([itself]);
    branch.report('gateway', { type: expiring, active: true, severity: 'major' });
    expect(await branch.take()).toEqual([`raise ${expiring}`]);
    await branch.restart([itself]);
    branch.report('gateway', { type: expiring, active: true, severity: 'major' });
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(`gateway/${expiring}`)).toMatchObject({ 'perceived-severity': 'major' });
    await branch.shutDown();
  });
});

describe('words', () => {
  test('of the branch are in the record, also in one that was open before it changed them', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-cutter-fault', 'b3 set'));
    await branch.take();
    await branch.restart([printer], {
      catalogue: changed('printer-cutter-fault', {
        owner: 'slm',
        text: { en: 'Knife stuck' },
        remedy: { en: 'Call Wang' },
      }),
    });
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get('printer-1/printer-cutter-fault')).toMatchObject({
      'alarm-text': 'Knife stuck',
      'x-owner': 'slm',
      'proposed-repair-actions': { key: 'PRN-105', en: 'Call Wang' },
      'additional-information': [{ information: 'b3 set' }],
      'status-change': [{ 'alarm-text': 'Cutter blocked' }],
    });
    await branch.shutDown();
  });

  test('the probable cause goes by the qualifier where it matters', async () => {
    const hall = { deviceId: 'hall-1', declarations: [{ type: 'water-or-smoke-detected' }] };
    const branch = await Branch.open([hall]);
    for (const qualifier of ['water', 'smoke']) {
      branch.report('hall-1', { type: 'water-or-smoke-detected', qualifier, active: true });
    }
    await branch.flush();
    const cause = (qualifier: string) => branch.retained.get(`hall-1/water-or-smoke-detected/${qualifier}`);
    expect(cause('water')).toMatchObject({ 'probable-cause': 19, 'probable-cause-string': 'floodDetected' });
    expect(cause('smoke')).toMatchObject({ 'probable-cause': 18, 'probable-cause-string': 'fireDetected' });
    await branch.shutDown();
  });
});
