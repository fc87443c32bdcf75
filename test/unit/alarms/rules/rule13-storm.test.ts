import { expect, test } from 'vitest';
import { type AlarmRecord, isOpen } from '../../../../gateway/alarms/record.js';
import { alarmSummarySchema } from '../../../../gateway/alarms/summary.js';
import { seededRandom } from '../../../support/random.js';
import { settle } from '../../../support/virtual-clock.js';
import { Hall, nameOf } from '../hall.js';

const conditions = 500;
const seconds = 10;
const steps = seconds * 10;

/** What one alarm ought to be, in the plainest words. */
interface Model {
  raised: boolean;
  raises: number;
}

/** Conditions come in the first second, and each comes and goes at random from then on. */
async function storm(hall: Hall, random: () => number): Promise<Model[]> {
  const models: Model[] = Array.from({ length: conditions }, () => ({ raised: false, raises: 0 }));
  for (let step = 0; step < steps; step++) {
    for (const [n, model] of models.entries()) {
      const isNew = model.raises === 0 && n < (step + 1) * (conditions / 10);
      if (!isNew && (model.raises === 0 || random() > 0.1)) continue;
      model.raised = !model.raised;
      if (model.raised) model.raises += 1;
      hall.zone(n, model.raised);
    }
    await hall.clock.advance(100);
  }
  return models;
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test(`500 conditions that come and go for 10 s: publications are bounded, every record is right (SEED=${seed})`, async () => {
  const hall = await Hall.open();
  hall.sent = [];
  const startedAt = hall.clock.monotonic();
  const models = await storm(hall, seededRandom(seed));
  await hall.flush();

  const elapsed = (hall.clock.monotonic() - startedAt) / 1_000;
  const isGrouped = (data: unknown) => (data as AlarmRecord)['x-suppressed-by'] === 'flood: GWY-509';
  const topics = { grouped: 0, flood: 0, others: 0, stream: 0, summary: 0 };
  const perSecond = new Map<string, number>();
  for (const { topic, envelope } of hall.sent) {
    if (topic.endsWith('/alarm-event')) topics.stream += 1;
    else if (topic.endsWith('/alarm-summary')) topics.summary += 1;
    else if (topic.endsWith('/gateway/flood-grouped')) topics.flood += 1;
    else if (topic.includes('/alarm/') && isGrouped(envelope!.data)) {
      topics.grouped += 1;
      const second = envelope!.time.slice(0, 19);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    } else topics.others += 1;
  }
  // By turns: 100 per second and 10 at once. The first ten alarms are announced, each with its clear and two records;
  // one flood on the stream; its record and the summary once per second.
  expect(topics.grouped).toBeLessThanOrEqual(100 * elapsed + 10);
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(110);
  expect(topics.stream).toBeLessThanOrEqual(10 * 2 + 1);
  expect(topics.others).toBeLessThanOrEqual(10 * 2);
  expect(topics.flood).toBeLessThanOrEqual(elapsed + 2);
  expect(topics.summary).toBeLessThanOrEqual(elapsed + 1);
  const changes = models.reduce((sum, { raised, raises }) => sum + 2 * raises - (raised ? 1 : 0), 0);
  expect(hall.sent.length).toBeLessThan(changes / 2);

  const nameAt = (n: number) => `board-${(n % 50) + 1}/led-write-rejected/zone-${Math.floor(n / 50) + 1}`;
  // What waited is out within a window and the turns of all of them; what came four times stands and flaps.
  await hall.clock.advance(5_000 + (conditions / 100) * 1_000 + 200);
  await hall.flush();
  expect(hall.records().size).toBe(conditions + 1);
  for (const [n, model] of models.entries()) {
    const flaps = model.raises >= 4;
    const record = hall.records().get(nameAt(n));
    expect([record?.['is-cleared'], record?.['x-flapping']], nameAt(n)).toEqual([!model.raised && !flaps, flaps]);
  }

  // Half an hour later each is what its condition is.
  await hall.clock.advance(1_800_000);
  await hall.flush();
  // The disk took its own time: what waits for a turn has begun to wait.
  await hall.clock.advance((conditions / 100) * 1_000 + 5_200);
  await hall.flush();
  const records = hall.records();
  expect(records.size).toBe(conditions + 1);
  for (const [n, model] of models.entries()) {
    const name = nameAt(n);
    const record = records.get(name);
    expect([record?.['is-cleared'], record?.['x-count']], name).toEqual([!model.raised, model.raises]);
  }
  const listed = new Map(hall.alarms.list().map((record) => [nameOf(record), record]));
  expect(records).toEqual(listed);
  expect([...hall.view.open().values()]).toEqual(expect.arrayContaining([...listed.values()].slice(0, 20)));
  expect([hall.view.open().size, hall.view.gaps, hall.view.behind()]).toEqual([conditions + 1, [], []]);
  const summary = alarmSummarySchema.parse(hall.view.summary);
  expect(summary.severities.minor['not-cleared']).toBe(models.filter(({ raised }) => raised).length);
  expect(summary.open).toBe([...listed.values()].filter(isOpen).length);
}, 60_000);

test('500 raises of one moment are on disk with a few syncs, and a restart in the middle of their turns loses none', async () => {
  const hall = await Hall.open();
  const before = hall.foundation.store.stats().logBytes;
  hall.zones(0, conditions);
  await settle();
  await hall.flush();
  const bytes = hall.foundation.store.stats().logBytes - before;
  expect(bytes / conditions).toBeLessThan(2_500);
  expect(hall.records().size).toBeLessThan(100);
  await hall.restart();
  expect(hall.records().size).toBe(conditions + 1);
  expect(hall.view.open().size).toBe(conditions + 1);
});
