import { expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { createReportTeller, printReport } from '../../../gateway/routines/publishing.js';
import { type RoutineReport, routineReportSchema } from '../../../gateway/routines/report-schema.js';
import { filesWithQuota, openedStore, temporaryDirectory } from '../storage/support.js';

const report: RoutineReport = {
  routine: 'opening',
  title: '班前检查',
  day: '2026-11-27',
  startedAt: '2026-11-27T00:55:00.000Z',
  endedAt: '2026-11-27T00:55:09.000Z',
  by: 'schedule',
  ok: true,
  lines: ['2026-11-27 08:55'],
};

test('a report that the disk refuses is not told, not remembered, and not marked as done', async () => {
  const quota = { bytes: 1_000_000 };
  const { store } = await openedStore(await temporaryDirectory(), { files: filesWithQuota(quota) });
  const reports = store.table('routine-reports', routineReportSchema);
  const said: string[] = [];
  const tell = createReportTeller({
    reports,
    stage: (routine) => ({ changes: [], say: () => said.push(routine), unsay: () => [] }),
    commit: (changes) => store.commit(changes),
  });
  quota.bytes = 0;
  await expect(tell(report, { changes: [], undo: [] })).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
  expect(said).toEqual([]);
  expect(reports.get('opening')).toBeUndefined();
  quota.bytes = 1_000_000;
  await tell(report, { changes: [], undo: [] });
  expect(said).toEqual(['opening']);
  expect(reports.get('opening')).toEqual(report);
  await store.close();
});

test('paper that does not come is told and is no failure of the routine', async () => {
  const target = () => ({
    commands: {},
    execute: async () => {
      throw new GatewayError('DEVICE_NOT_READY', 'no paper');
    },
  });
  expect(await printReport(report, 'printer-1', { target, now: 0 })).toEqual({
    printer: 'printer-1',
    error: 'no paper',
  });
});
