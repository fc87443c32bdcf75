import { join } from 'node:path';
import { openDays } from '../../gateway/device-file/days.js';
import type { Entry, EntryKind, NewEntry } from '../../gateway/device-file/entry.js';
import { Fold } from '../../gateway/device-file/fold.js';
import { History } from '../../gateway/device-file/history.js';
import type { Calendar } from '../../gateway/device-file/months.js';
import { scheduleOf } from '../../gateway/device-file/schedule.js';
import { openingHours } from '../../gateway/hours/opening-hours.js';
import { nodeFiles } from '../../gateway/storage/files.js';

export interface Year {
  readonly root: string;
  readonly calendar: Calendar;
  readonly timezone: string;
  readonly hours: Readonly<Record<string, string>>;
  /** Local days, oldest first. */
  readonly days: readonly string[];
  readonly perDay: number;
  readonly random: () => number;
}

const alarms = [
  { alarm: 'printer-paper-out', code: 'PRN-101', text: '缺纸', impact: 'function-lost', cause: 'supplies' },
  { alarm: 'printer-paper-low', code: 'PRN-102', text: '纸卷将尽', impact: 'none', cause: 'supplies' },
  { alarm: 'printer-cutter-fault', code: 'PRN-105', text: '切刀卡住', impact: 'function-lost', cause: 'hardware' },
  { alarm: 'printer-cover-open', code: 'PRN-104', text: '上盖未合好', impact: 'function-lost', cause: 'hardware' },
];

/** The year of one device, as the gateway would have written it; how many entries there are. */
export async function writeYear(deviceId: string, year: Year): Promise<number> {
  const { root, calendar, days, perDay, random, hours, timezone } = year;
  const directory = join(root, deviceId);
  const history = await History.open({ files: nodeFiles, directory, calendar });
  const figures = await openDays(nodeFiles, directory);
  const fold = new Fold({ calendar, schedule: scheduleOf(openingHours(hours, timezone)) });
  const start = calendar.dayStart(days[0] ?? '');
  let seq = 0;
  let xSeq = 0;
  let month: Entry[] = [];
  const tell = (kind: EntryKind, at: number, data: NewEntry['data']) => {
    seq += 1;
    xSeq += 3;
    const entry = { seq, kind, at, up: at - start, xSeq, data };
    figures.add(fold.entry(entry).map((day) => ({ ...day, upTo: seq - 1 })));
    month.push(entry);
  };
  tell('gateway-start', start, {});
  tell('online', start, {});
  for (const [index, day] of days.entries()) {
    let at = calendar.dayStart(day) + 8 * 3_600_000;
    // Raise, taken over, cleared; and now and then contact is lost and comes back, or somebody writes something down.
    for (let told = 0; told < perDay; told += 3) {
      at += (random() * 2 * 9 * 3_600_000) / (perDay / 3);
      const about = alarms[Math.floor(random() * alarms.length)] as (typeof alarms)[number];
      const known = { alarm: about.alarm, code: about.code, text: about.text };
      const record = { ...known, created: new Date(start).toISOString(), count: index + 1 };
      const length = random() * 600_000;
      if (random() < 0.2) {
        tell('offline', at, { cause: 'network', reason: 'no answer to DLE EOT 1 within 1000 ms' });
        tell('online', at + length, {});
        tell('note', at + length + 1_000, { note: '已检查网线和端口灯', operator: '王工' });
      } else {
        tell('alarm-raised', at, {
          ...record,
          severity: 'major',
          impact: about.impact,
          cause: about.cause,
          detail: 'ASB 1C 00 0F 0F',
        });
        tell('alarm-acknowledged', at + length / 3, { ...record, operator: '王工', note: '去处理' });
        tell('alarm-cleared', at + length, record);
      }
    }
    if (random() < 0.02) tell('part-change', at + 700_000, { note: '更换切刀', operator: '李工', part: 'cutter' });
    if (days[index + 1]?.slice(0, 7) === day.slice(0, 7)) continue;
    await history.append(month);
    await figures.flush();
    month = [];
  }
  return seq;
}
