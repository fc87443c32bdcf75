import { expect, test } from 'vitest';
import { deviceFileSchema } from '../../../gateway/config/device-file-schema.js';
import { describePlan } from '../../../gateway/config/plan.js';
import { head, loaded } from './fixtures.js';

test('bounds of the device files that differ from the usual ones are told by check', async () => {
  const usual = await loaded(head);
  const other = await loaded(`${head}deviceFile: { maxMegabytes: 64, maxAgeDays: 400 }\n`);
  const said = 'keep a file of every device for 400 days, all of them in 64 MB';
  expect(usual.config.deviceFile).toEqual({ maxMegabytes: 256, maxAgeDays: 1_095 });
  expect(describePlan(usual.config)).not.toContainEqual(expect.stringMatching(/file of every device/));
  expect(describePlan(other.config)).toContain(said);
});

test.each([{ maxMegabytes: 15 }, { maxMegabytes: 1.5 }, { maxAgeDays: 30 }, { maxAgeDays: 7_301 }, { maxDays: 40 }])(
  '%o is refused',
  (wrong) => {
    expect(deviceFileSchema.safeParse(wrong).success).toBe(false);
  },
);
