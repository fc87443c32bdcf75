import { GatewayError } from '../../drivers/index.js';
import { suggest } from '../validation/suggest.js';
import { type FiguresArgs, isDay, type NoteArgs, type PageArgs } from './args.js';
import type { DeviceFile } from './device-file.js';
import type { DeviceFiles } from './device-files.js';
import { entryText } from './entry-text.js';
import { figuresOf, tallyBetween } from './figures.js';
import type { History } from './history.js';
import { pageOf } from './page.js';
import type { Language } from './words.js';

type Result = Record<string, unknown>;

/** What the commands of the device file answer. All throw COMMAND_ARGS_INVALID with the field at fault. */
export interface Answers {
  page(args: PageArgs): Promise<Result>;
  note(args: NoteArgs, commandId: string): Promise<Result>;
  figures(args: FiguresArgs): Promise<Result>;
}

export function createAnswers(files: DeviceFiles, language: Language, now: () => number): Answers {
  const { calendar } = files;
  return {
    async page({ deviceId, from, to, kinds, cursor, limit }) {
      const query = {
        from: from === undefined ? undefined : isDay(from) ? calendar.dayStart(from) : Date.parse(from),
        until: to === undefined ? undefined : isDay(to) ? calendar.dayEnd(calendar.dayStart(to)) : Date.parse(to) + 1,
        kinds,
        below: cursor === undefined ? undefined : Number(cursor),
        limit,
      };
      if (query.from !== undefined && query.until !== undefined && query.from >= query.until) {
        throw refused('from', `${from} is after to (${to}); allowed: an earlier one`);
      }
      const { entries, next } = await pageOf(await opened(files, deviceId), query);
      return {
        deviceId,
        entries: entries.map((entry) => ({
          seq: entry.seq,
          time: timeOf(entry.at),
          kind: entry.kind,
          text: entryText(entry, language),
          data: entry.data,
        })),
        ...(next === undefined ? {} : { cursor: String(next) }),
      };
    },

    async note({ deviceId, kind, text, operator, part, date }, commandId) {
      const file = files.get(deviceId);
      if (!file || !files.isConfigured(deviceId)) throw unknownDevice(files, deviceId);
      if (date !== undefined && date > calendar.day(now())) {
        throw refused('date', `${date} is in the future; allowed: today or earlier`);
      }
      await opened(files, deviceId);
      const more = { ...(part === undefined ? {} : { part }), ...(date === undefined ? {} : { date }) };
      const seq = await file.tellDurably({ kind, data: { note: text, operator, ...more, commandId } });
      return { deviceId, seq, kind };
    },

    async figures({ deviceId, period, date }) {
      if (deviceId !== undefined && !files.get(deviceId)) throw unknownDevice(files, deviceId);
      await files.opened();
      const range = rangeOf({ period, date }, calendar.day(now()));
      const ids = deviceId === undefined ? files.ids.filter((id) => files.isConfigured(id)) : [deviceId];
      const devices: Result[] = [];
      for (const id of ids) {
        const file = files.get(id);
        if (file) devices.push({ deviceId: id, ...figuresOf(await tallyBetween(file, range.from, range.to)) });
      }
      return { period, ...range, devices };
    },
  };
}

/** Local days, both included. */
function rangeOf({ period, date }: Pick<FiguresArgs, 'period' | 'date'>, today: string): { from: string; to: string } {
  const isMonth = date !== undefined && !isDay(date);
  if (period === 'month') {
    const month = (date ?? today).slice(0, 7);
    return { from: `${month}-01`, to: `${month}-31` };
  }
  if (period === 'since') {
    if (isMonth) return { from: `${date}-01`, to: today };
    return { from: date ?? '0000-01-01', to: today };
  }
  if (isMonth) throw refused('date', `${date} is a month; allowed for a day: a date like ${today}`);
  return { from: date ?? today, to: date ?? today };
}

async function opened(files: DeviceFiles, deviceId: string): Promise<History> {
  const file: DeviceFile | undefined = files.get(deviceId);
  if (!file) throw unknownDevice(files, deviceId);
  await files.opened();
  if (file.history) return file.history;
  throw new GatewayError(
    'STORAGE_WRITE_FAILED',
    `the file of ${deviceId} cannot be opened now; look at storage-write-failed`,
  );
}

function unknownDevice(files: DeviceFiles, deviceId: string): GatewayError {
  const near = suggest(deviceId, files.ids);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return refused('deviceId', `there is no device "${deviceId}"; allowed: ${files.ids.join(', ')}${hint}`);
}

function refused(field: string, message: string): GatewayError {
  return new GatewayError('COMMAND_ARGS_INVALID', `args.${field}: ${message}`, { field: `args.${field}` });
}

/** A clock that was never set is no reason to answer nothing. */
function timeOf(at: number): string {
  return new Date(Math.abs(at) <= 8.64e15 ? at : 0).toISOString();
}
