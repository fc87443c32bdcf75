import { type BrokerOptions, collect, connect } from './client.js';
import { localTime } from './devices.js';
import { table } from './table.js';

interface AlarmOptions extends BrokerOptions {
  readonly json?: boolean;
}

const order = ['critical', 'major', 'minor', 'warning'];

/** `branch-gateway alarms`: what is raised or not yet acknowledged, the worst first, with what to do about it. */
export async function alarms(options: AlarmOptions): Promise<void> {
  const { client, topics, close } = await connect(options);
  const found = await collect(client, [`${topics.root}/alarm/#`, topics.info]);
  await close();
  const info = found.get(topics.info)?.data as { gateway?: { language?: string } } | undefined;
  const language = info?.gateway?.language ?? 'zh';
  found.delete(topics.info);
  const records = [...found.values()]
    .map(({ data }) => data as Record<string, unknown>)
    .sort((a, b) => rank(a) - rank(b) || String(a['last-raised']).localeCompare(String(b['last-raised'])));
  if (options.json) {
    console.log(JSON.stringify(records, null, 2));
    return;
  }
  if (records.length === 0) {
    console.log('no alarms');
    return;
  }
  const head = ['SEVERITY', 'CODE', 'RESOURCE', 'SINCE', 'STATUS', 'WHAT AND WHAT TO DO'];
  console.log(
    table(
      head,
      records.map((record) => cells(record, language)),
    ),
  );
}

const rank = (record: Record<string, unknown>) =>
  order.indexOf(String(record['perceived-severity'])) + (record['is-cleared'] ? 10 : 0);

function cells(record: Record<string, unknown>, language: string): string[] {
  const acknowledged = (record['operator-state-change'] as { state: string }[] | undefined)?.at(-1)?.state === 'ack';
  const status = [
    record['is-cleared'] ? 'cleared' : 'raised',
    acknowledged ? 'acknowledged' : 'new',
    ...(record['x-verified'] === false && !record['is-cleared'] ? ['unverified'] : []),
  ];
  return [
    String(record['perceived-severity']),
    String(record['x-code']),
    String(record['resource']),
    localTime(record['last-raised']),
    status.join(', '),
    [`${record['alarm-text']}${detailOf(record)}`, remedyOf(record, language)].filter(Boolean).join(' → '),
  ];
}

function remedyOf(record: Record<string, unknown>, language: string): string {
  const remedy = record['proposed-repair-actions'] as Record<string, unknown> | undefined;
  return String(remedy?.[language] ?? '');
}

function detailOf(record: Record<string, unknown>): string {
  const found = record['additional-information'] as { identifier: string; information: string }[] | undefined;
  const detail = found?.find(({ identifier }) => identifier === 'detail')?.information;
  return detail ? ` (${detail})` : '';
}
