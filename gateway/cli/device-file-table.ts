import { localClock } from '../../drivers/index.js';
import type { Figures } from '../device-file/figures.js';
import { causeWords, figureWords, kindWords, type Language } from '../device-file/words.js';
import { table } from './table.js';

/** An entry as the command `device-file` tells it. */
export interface Answered {
  readonly seq: number;
  readonly time: string;
  readonly kind: keyof (typeof kindWords)['zh'];
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ShownFigures {
  readonly from: string;
  readonly to: string;
  readonly devices: readonly (Figures & { readonly deviceId: string })[];
}

interface Branch {
  readonly language: Language;
  readonly time: (iso: string) => string;
}

/** `2026-11-26 09:05:00` by the wall clock of a time zone. */
export function timeIn(timezone: string): (iso: string) => string {
  const local = localClock(timezone);
  const two = (value: number) => String(value).padStart(2, '0');
  return (iso) => {
    const { year, month, day, hour, minute, second } = local(Date.parse(iso));
    return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
  };
}

const heads = { zh: ['序号', '时间', '记录'], en: ['NO', 'TIME', 'ENTRY'] } as const;

export function entryTable(entries: readonly Answered[], { language, time }: Branch): string {
  return table(
    heads[language],
    entries.map((entry) => [String(entry.seq), time(entry.time), entry.text]),
  );
}

/** Columns of the export (docs/device-file.md): the first row names them. */
const columns = {
  zh: ['序号', '时间', '设备', '类别', '说明', '代码', '告警', '级别', '操作人', '备注', '部件', '日期'],
  en: ['no', 'time', 'device', 'kind', 'text', 'code', 'alarm', 'severity', 'operator', 'note', 'part', 'date'],
} as const;

export function csvRows(device: string, entries: readonly Answered[], { language, time }: Branch): string[][] {
  const rows = entries.map(({ seq, time: at, kind, text, data }) => [
    String(seq),
    time(at),
    device,
    kindWords[language][kind] ?? kind,
    text,
    ...['code', 'alarm', 'severity', 'operator', 'note', 'part', 'date'].map((name) => String(data[name] ?? '')),
  ]);
  return [[...columns[language]], ...rows];
}

const shown = [
  'availabilityPercent',
  'failures',
  'mtbfHours',
  'mttrMinutes',
  'respondMinutes',
  'fixMinutes',
  'scheduledMinutes',
  'upMinutes',
  'downMinutes',
  'maintenanceMinutes',
  'unknownMinutes',
  'flappingMinutes',
  'unverifiedMinutes',
  'outages',
  'raises',
  'paperChanges',
] as const;

/** One row a figure, one column a device. */
export function figuresTable({ from, to, devices }: ShownFigures, language: Language): string {
  const words = figureWords[language];
  const rows = shown.map((name) => [words[name] ?? name, ...devices.map((device) => cell(name, device, language))]);
  return table([`${from} – ${to}`, ...devices.map(({ deviceId }) => deviceId)], rows);
}

function cell(name: (typeof shown)[number], figures: Figures, language: Language): string {
  const value = figures[name];
  if (value === null) return '-';
  if (typeof value === 'number') return String(value);
  const word = (key: string) => (name === 'outages' ? (causeWords[language][key] ?? key) : key);
  const counted = Object.entries(value).filter(([, count]) => count > 0);
  return counted.map(([key, count]) => `${word(key)} ${count}`).join(', ') || '-';
}
