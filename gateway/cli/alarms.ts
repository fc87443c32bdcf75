import type { AlarmRecord } from '../alarms/record.js';
import { type AlarmDesk, openDesk } from './alarm-desk.js';
import { byUrgency, cells, type ShelfEnds, shelfOf, whyQuiet } from './alarm-row.js';
import { storyOf } from './alarm-story.js';
import type { AlarmWords } from './alarm-texts.js';
import type { BrokerOptions } from './client.js';
import { table } from './table.js';

export interface AlarmsOptions extends BrokerOptions {
  readonly all?: boolean;
  /** `device/type[/qualifier]` */
  readonly show?: string;
  readonly json?: boolean;
}

/** `branch-gateway alarms`: what people have to see, the worst first, with what to do about it; or all, or one. */
export async function alarms(options: AlarmsOptions): Promise<void> {
  const desk = await openDesk(options);
  try {
    if (options.show !== undefined) await showOne(desk, options.show, options.json === true);
    else if (options.all) await showAll(desk, options.json === true);
    else await showOpen(desk, options.json === true);
  } finally {
    await desk.close();
  }
}

async function showOne(desk: AlarmDesk, name: string, json: boolean): Promise<void> {
  const result = await desk.ask('alarm-show', await desk.named(name));
  if (json) return print(result);
  const shelf = result['shelf'] as { name: string; until: string } | undefined;
  const ends = new Map(shelf ? [[shelf.name, shelf.until]] : []);
  console.log(storyOf(result['alarm'] as AlarmRecord, desk.words, ends, desk.language));
}

async function showAll(desk: AlarmDesk, json: boolean): Promise<void> {
  const records = (await desk.askAll('alarm-list', 'alarms', {})) as AlarmRecord[];
  if (json) return print(records);
  console.log(rows(records.sort(byUrgency), desk, await desk.shelfEnds()));
}

async function showOpen(desk: AlarmDesk, json: boolean): Promise<void> {
  const records = (await desk.retained()).sort(byUrgency);
  if (json) return print(records);
  const loud = records.filter((record) => record['x-suppressed-by'] === undefined);
  const quiet = records.filter((record) => record['x-suppressed-by'] !== undefined);
  console.log(rows(loud, desk, new Map()));
  if (quiet.length === 0) return;
  const ends = quiet.some((record) => shelfOf(record) !== undefined) ? await desk.shelfEnds() : new Map();
  console.log(`\n${hidden(quiet, desk.words, ends)}`);
}

function rows(records: readonly AlarmRecord[], { words, language }: AlarmDesk, ends: ShelfEnds): string {
  if (records.length === 0) return words.none;
  return table(
    words.head,
    records.map((record) => cells(record, words, ends, language)),
  );
}

/** How many are left out, and why. */
function hidden(quiet: readonly AlarmRecord[], words: AlarmWords, ends: ShelfEnds): string {
  const counts = new Map<string, number>();
  for (const record of quiet) {
    const why = whyQuiet(record, words, ends) ?? '';
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return words.hidden(quiet.length, [...counts].map(([why, count]) => words.also(why, count)).join('; '));
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
