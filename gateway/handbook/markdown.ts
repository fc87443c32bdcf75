import type { Handbook, HandbookAlarm, HandbookDevice } from './content.js';
import { type HandbookTexts, handbookTexts } from './texts.js';

/** The handbook as Markdown (tables as GitHub knows them). */
export function handbookMarkdown(handbook: Handbook): string {
  const texts = handbookTexts[handbook.language];
  const { branch, gatewayId, date, digest, devices, own, duty } = handbook;
  const blocks = [
    `# ${plain(branch.name)} ${texts.title}`,
    `${branch.id} · ${texts.gateway} ${gatewayId} · ${texts.made} ${date} · ${digest}`,
    `## ${texts.howTo}`,
    numbered(texts.howToSteps),
    `## ${texts.devices}`,
    table(
      [texts.device, '', texts.connection],
      devices.map(({ id, class: name, connection }) => [id, name, connection]),
    ),
    ...(duty ? [`## ${texts.people}`, dutyTable(duty, texts)] : []),
    ...devices.flatMap((device) => deviceBlocks(device, texts)),
    `## ${texts.own}`,
    texts.ownWhere,
    ...alarmBlocks(own, texts),
    `## ${texts.notes}`,
    table(
      texts.noteColumns,
      Array.from({ length: 8 }, () => texts.noteColumns.map(() => '')),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function deviceBlocks(device: HandbookDevice, texts: HandbookTexts): string[] {
  const { id, class: name, title, connection, enabled, well, first, test, alarms } = device;
  return [
    `## ${id} — ${name}`,
    [plain(title), `${texts.connection}: ${plain(connection)}`, ...(enabled ? [] : [`**${texts.disabled}**`])].join(
      '  \n',
    ),
    `**${texts.well}**: ${plain(well)}`,
    `**${texts.first}**`,
    numbered(first),
    ...(test ? [`**${texts.test}**: \`${test.line}\` — ${plain(test.does)}`] : []),
    `### ${texts.alarms}`,
    ...(alarms.length === 0 ? [texts.noAlarms] : alarmBlocks(alarms, texts)),
  ];
}

function alarmBlocks(alarms: readonly HandbookAlarm[], texts: HandbookTexts): string[] {
  return alarms.flatMap((alarm) => [
    `#### ${alarm.code} ${plain(alarm.text)} (${texts.severities[alarm.severity]})`,
    `**${texts.meaning}**: ${plain(alarm.meaning)} (${alarm.impact})  \n**${texts.who}**: ${plain(whoText(alarm, texts))}`,
    numbered(alarm.remedy),
  ]);
}

/** The trade, the people, and by when. */
export function whoText({ owner, people, dueMinutes }: HandbookAlarm, texts: HandbookTexts): string {
  const who = people.length > 0 ? `${texts.owners[owner]}: ${people.join(' → ')}` : texts.owners[owner];
  return dueMinutes === undefined ? who : `${who} · ${texts.within(dueMinutes)}`;
}

function dutyTable({ manager, chores }: NonNullable<Handbook['duty']>, texts: HandbookTexts): string {
  const rows = chores.map(({ name, a, b = '' }) => [name, a, b]);
  const last = manager === undefined ? [] : [[texts.manager, manager, '']];
  return table([texts.chore, texts.personA, texts.personB], [...rows, ...last]);
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${plain(step)}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Names come from the configuration: they are text, whatever is in them. */
function plain(text: string): string {
  return text.replace(/[\\`*_<>[\]#]/g, '\\$&').replace(/\s+/g, ' ');
}
