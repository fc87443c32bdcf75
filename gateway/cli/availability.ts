import type { Availability } from '../availability/report.js';
import { causeWords, type Language } from '../device-file/words.js';
import { askSucceeding } from './ask.js';
import { type BrokerOptions, collect, connect } from './client.js';
import { timeIn } from './device-file-table.js';
import { table } from './table.js';

interface AvailabilityOptions extends BrokerOptions {
  readonly day?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly day: string;
  readonly terminals: readonly (Availability & { readonly deviceId: string })[];
}

const timeoutMs = 15_000;

/** `branch-gateway availability [TERMINAL]`: what terminals did on a day, and until when their open alarms are to be cleared. */
export async function availability(deviceId: string | undefined, options: AvailabilityOptions): Promise<void> {
  const connection = await connect(options);
  try {
    const args = { ...(deviceId === undefined ? {} : { deviceId }), ...(options.day ? { day: options.day } : {}) };
    const asked = { device: 'gateway', name: 'availability', args, timeoutMs };
    const answer = (await askSucceeding(connection, asked)) as unknown as Answer;
    if (options.json) return console.log(JSON.stringify(answer, null, 2));
    const { client, topics } = connection;
    const found = await collect(client, [topics.info], (seen) => seen.size > 0);
    const info = found.get(topics.info)?.data as
      | { gateway?: { language?: string }; branch?: { timezone?: string } }
      | undefined;
    const language = info?.gateway?.language === 'en' ? 'en' : 'zh';
    console.log(availabilityTable(answer, language, timeIn(info?.branch?.timezone ?? 'UTC')));
  } finally {
    await connection.close();
  }
}

type Terminal = Answer['terminals'][number];

const rows: readonly (readonly [zh: string, en: string, cell: (terminal: Terminal, language: Language) => string])[] = [
  ['开机率 %（全部功能）', 'availability %, all functions', ({ availabilityPercent: value }) => orDash(value)],
  ['可用率 %（任一功能）', 'availability %, any function', ({ anyFunctionPercent: value }) => orDash(value)],
  ['应开机', 'scheduled', ({ scheduledSeconds: value }) => clock(value)],
  ['正常服务', 'in service', ({ inServiceSeconds: value }) => clock(value)],
  ['部分功能停用', 'degraded', ({ degradedSeconds: value }) => clock(value)],
  ['停止服务', 'out of service', ({ outOfServiceSeconds: value }) => clock(value)],
  ['未知', 'unknown', ({ unknownSeconds: value }) => clock(value)],
  ['网关未测', 'unmeasured', ({ unmeasuredSeconds: value }) => clock(value)],
  ['计划维护', 'maintenance', ({ maintenanceSeconds: value }) => clock(value)],
  ['故障次数', 'failures', ({ failures }) => String(failures)],
  ['MTBF（小时）', 'MTBF, hours', ({ mtbfHours }) => orDash(mtbfHours)],
  ['MTTR（分钟）', 'MTTR, minutes', ({ mttrMinutes }) => orDash(mttrMinutes)],
  ['其中发现', 'of it to detect', ({ detectMinutes }) => orDash(detectMinutes)],
  ['其中响应', 'of it to respond', ({ respondMinutes }) => orDash(respondMinutes)],
  ['其中修复', 'of it to fix', ({ fixMinutes }) => orDash(fixMinutes)],
  ['其中核实', 'of it to verify', ({ verifyMinutes }) => orDash(verifyMinutes)],
  ['停用原因', 'outages by cause', ({ outages }, language) => counted(outages, causeWords[language])],
  ['换纸后已用纸（米）', 'paper since roll change, m', ({ paperMetres }) => orDash(paperMetres)],
  ['告警次数', 'raises by code', ({ raises }) => counted(raises, {})],
];

/** One row a figure, one column a terminal; below, the clocks of open alarms in the time of the branch. */
export function availabilityTable(
  { day, terminals }: Answer,
  language: Language,
  time: (iso: string) => string,
): string {
  if (terminals.length === 0) return language === 'zh' ? '没有终端' : 'no terminals';
  const figures = table(
    [day, ...terminals.map(({ deviceId }) => deviceId)],
    rows.map(([zh, en, cell]) => [language === 'zh' ? zh : en, ...terminals.map((each) => cell(each, language))]),
  );
  const open = terminals.flatMap(({ openAlarms }) => openAlarms);
  if (open.length === 0) return figures;
  const head =
    language === 'zh'
      ? ['设备', '代码', '告警', '责任', '产生', '确认', '时限']
      : ['DEVICE', 'CODE', 'ALARM', 'OWNER', 'RAISED', 'ACKNOWLEDGED', 'DUE'];
  const cells = open.map(({ deviceId, code, alarm, qualifier, owner, raisedAt, ackedAt, dueAt, overdue }) => [
    ...[deviceId, code, [alarm, qualifier].filter(Boolean).join('/'), owner, time(raisedAt)],
    ...[ackedAt, dueAt]
      .map((iso) => (iso === undefined ? '-' : time(iso)))
      .map((text, at) => mark(text, at === 1 && overdue)),
  ]);
  return `${figures}\n\n${table(head, cells)}`;
}

function mark(text: string, overdue: boolean): string {
  return overdue ? `${text} !` : text;
}

function orDash(value: number | null | undefined): string {
  return value == null ? '-' : String(value);
}

/** Hours, minutes and seconds, e.g. `8:00:00`. */
function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`;
}

function counted(counts: Readonly<Record<string, number>>, words: Readonly<Record<string, string>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.map(([name, count]) => `${words[name] ?? name} ${count}`).join(', ') || '-';
}
