import { type AlarmingDriver, typesOf } from './driver-types.js';
import { levelsOf } from './effective.js';
import type { CatalogueEntry } from './entry.js';

/** Headings by the letters of a code. */
const classes: readonly (readonly [string, string])[] = [
  ['PRN', '打印机 / Printers'],
  ['LED', '屏幕 / LED boards'],
  ['TRM', '自助终端 / Self-service terminals'],
  ['PWR', '电源 / Power'],
  ['CNT', '客流计数 / People counters'],
  ['KEY', '按键器和扫码器 / Keypads and scanners'],
  ['LGT', '信号灯 / Signal lights'],
  ['HAL', '大厅 / The hall'],
  ['RTN', '每日例行 / Routines of the day'],
  ['GWY', '网关 / The gateway itself'],
];

const introduction = `# Alarm catalogue

Every alarm the gateway knows, as \`branch-gateway schema alarms\` prints it from the one table in
\`gateway/alarms/catalogue/\`. A branch changes severity, delays, owner and texts in the section \`alarms:\` of its
configuration, by alarm type.

Delays are seconds a condition must last before the alarm is raised / be over before it is cleared; 0 where whoever
reports it has counted or waited already. Where a driver knows better, its delays stand behind its name. "Awaits" names
drivers that will raise an alarm and cannot yet.
`;

/** The catalogue as a Markdown document in both languages. */
export function catalogueDocument(entries: readonly CatalogueEntry[], drivers: readonly AlarmingDriver[]): string {
  const parts = classes.flatMap(([letters, heading]) => {
    const of = entries.filter(({ code }) => code.startsWith(letters)).sort((a, b) => (a.code < b.code ? -1 : 1));
    return [`## ${heading}\n`, tableOf(of, drivers), ...of.map(entryText)];
  });
  return [introduction, ...parts].join('\n');
}

function tableOf(entries: readonly CatalogueEntry[], drivers: readonly AlarmingDriver[]): string {
  const rows = entries.map((entry) => [
    entry.code,
    `\`${entry.type}\``,
    levelsOf(entry).join(', '),
    entry.owner,
    delaysText(entry, drivers),
    raiserText(entry, drivers),
  ]);
  const head = ['code', 'alarm type', 'severity', 'owner', 'delays', 'raised by'];
  return `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function entryText({ code, type, text, meaning, remedy }: CatalogueEntry): string {
  return `### ${code} ${type}

- **${text.zh}** ${meaning.zh}
  - 处理：${remedy.zh}
- **${text.en}.** ${meaning.en}
  - Remedy: ${remedy.en}
`;
}

function delaysText({ type, onDelaySeconds, offDelaySeconds }: CatalogueEntry, drivers: readonly AlarmingDriver[]) {
  const own = drivers.flatMap(({ name, alarms }) =>
    alarms
      .filter((declared) => declared.type === type)
      .map(({ onDelaySeconds: on = onDelaySeconds, offDelaySeconds: off = offDelaySeconds }) => ({ name, on, off }))
      .filter(({ on, off }) => on !== onDelaySeconds || off !== offDelaySeconds),
  );
  return [`${onDelaySeconds} / ${offDelaySeconds}`, ...own.map(({ name, on, off }) => `${name} ${on} / ${off}`)].join(
    ', ',
  );
}

function raiserText({ type, raisedBy = 'drivers' }: CatalogueEntry, drivers: readonly AlarmingDriver[]): string {
  if (typeof raisedBy === 'object') return `awaits ${raisedBy.awaits.join(', ')}`;
  if (raisedBy !== 'drivers') return raisedBy;
  const those = drivers.filter((driver) => typesOf(driver).includes(type));
  return those.map((driver) => `${driver.class}/${driver.name}`).join(', ');
}
