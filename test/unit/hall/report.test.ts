import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hallText } from '../../../gateway/cli/hall-text.js';
import { hallTopicSchema } from '../../../gateway/hall/hall-schema.js';
import { hallReport } from '../../../gateway/hall/report.js';
import { type HallStand, openHallStand } from './hall-stand.js';

let stand: HallStand;
beforeEach(async () => {
  stand = await openHallStand();
});
afterEach(() => stand.end());

const forecast = { status: 'too-short', comparableDays: 1, neededDays: 3 } as const;
const report = (level = 0, peopleInside?: number) =>
  hallReport(stand.queue.view(), { mode: 'own', level, peopleInside, forecast });

describe('what the topic hall says', () => {
  test('of an empty hall', () => {
    const said = report();
    expect(hallTopicSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
    expect(said).toMatchObject({
      ...{ mode: 'own', day: '2026-11-23', level: 0, waiting: 0, openCounters: 0, ratio: null },
      ...{ oldestWaitSeconds: null, peopleInside: null },
    });
  });

  test('with somebody waiting and no counter open, there is no ratio: JSON knows no infinity', async () => {
    await stand.queue.issue('personal');
    expect(stand.queue.view().ratio).toBe(Number.POSITIVE_INFINITY);
    expect(report()).toMatchObject({ waiting: 1, openCounters: 0, ratio: null });
  });

  test('of a hall at work', async () => {
    for (let index = 0; index < 4; index++) await stand.queue.issue('personal');
    await stand.queue.issue('vip');
    await stand.queue.signOn('1');
    await stand.queue.signOn('2');
    await stand.clock.advance(90_000);
    await stand.queue.callNext('1');
    await stand.queue.callNext('2');
    await stand.clock.advance(30_000);
    const said = report(1, 9);
    expect(hallTopicSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
    expect(said).toMatchObject({
      ...{ level: 1, waiting: 3, openCounters: 2, ratio: 1.5, oldestWaitSeconds: 120, peopleInside: 9 },
      services: [
        { id: 'personal', waiting: 3, oldestWaitSeconds: 120, issued: 4, meanWaitSeconds: 90 },
        { id: 'vip', waiting: 0, oldestWaitSeconds: null, issued: 1, expectedWaitMinutes: null },
      ],
      counters: [
        { id: '1', open: true, signedOn: true, serves: { number: 'V001', service: 'vip', recalls: 0 } },
        { id: '2', serves: { number: 'A001', since: '2026-11-23T01:01:30.000Z' } },
      ],
    });
    expect(said.arrivals[36]).toBe(5);
    const zh = hallText(said, 'zh', stand.clock.now());
    expect(zh).toContain('等候 3  开放窗口 2  最久等候 2:00  拥挤度 1.5  等级 一级  厅内人数 9');
    expect(zh).toMatch(/个人业务 +A +3 +2:00/);
    expect(zh).toMatch(/^2 +已签到 +A001 +个人业务 +0:30$/m);
    expect(zh).toContain('历史太短：同类的日子 1 天');
    const en = hallText(said, 'en', stand.clock.now());
    expect(en).toMatch(/^Personal +A +3 +2:00/m);
    expect(en).toMatch(/^1 +signed on +V001 +贵宾 +0:30$/m);
  });
});
