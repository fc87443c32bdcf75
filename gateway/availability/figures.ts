import type { AlarmRecord } from '../alarms/record.js';
import type { DeviceFiles } from '../device-file/device-files.js';
import { tallyBetween } from '../device-file/figures.js';
import { addCounts, type Tally } from '../device-file/tally.js';
import { type Availability, availabilityOf, openAlarmsOf } from './report.js';
import type { Terminal } from './terminals.js';

export interface FiguresSource {
  readonly files: Pick<DeviceFiles, 'get' | 'opened' | 'calendar'>;
  readonly records: () => readonly AlarmRecord[];
  /** What a device says of itself now. */
  readonly stateOf: (deviceId: string) => Readonly<Record<string, unknown>>;
  /** ms since 1970. */
  readonly now: () => number;
}

/** So long after its end a day is told, and what is so now was so then, ms. */
const justEndedMs = 600_000;
/** What happens to the parts of a terminal happens to the terminal. */
const joined = ['flapping', 'unverified', 'paperChanges'] as const;

/** What a terminal did on a local day, today's as far as it has come. Undefined while its file cannot be opened. */
export async function dayOf(
  { id, parts }: Terminal,
  day: string,
  source: FiguresSource,
): Promise<Availability | undefined> {
  const { files, records, now } = source;
  await files.opened();
  const tally = await tallyOf(id, day, files);
  if (!tally) return undefined;
  for (const part of parts) {
    const more = await tallyOf(part, day, files);
    if (!more) continue;
    addCounts(tally.raises, more.raises);
    for (const field of joined) tally[field] += more[field];
  }
  const ids = new Set([id, ...parts]);
  const own = records().filter(({ resource }) => ids.has(resource.split('/').at(-1) ?? ''));
  return availabilityOf(tally, {
    day,
    final: day < files.calendar.day(now()),
    openAlarms: openAlarmsOf(own, now()),
    paperMetres: day >= files.calendar.day(now() - justEndedMs) ? paperMetresOf([...ids], source) : undefined,
  });
}

function paperMetresOf(ids: readonly string[], { stateOf }: FiguresSource): number | undefined {
  const told = ids.map((id) => stateOf(id)['paperMetres']).find((metres) => typeof metres === 'number');
  return typeof told === 'number' ? told : undefined;
}

async function tallyOf(id: string, day: string, files: FiguresSource['files']): Promise<Tally | undefined> {
  const file = files.get(id);
  if (!file?.history) return undefined;
  return tallyBetween(file, day, day);
}
