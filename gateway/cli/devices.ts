import { type BrokerOptions, collect, connect, type WireMessage } from './client.js';
import { table } from './table.js';

interface ReadOptions extends BrokerOptions {
  readonly json?: boolean;
}

/** Fields of the state that every class has; the others are the class's own. */
const axes = new Set(['admin', 'operating', 'since', 'reason']);

/** `branch-gateway devices`: what every device of the branch is doing. */
export async function devices(options: ReadOptions): Promise<void> {
  const { client, topics, close } = await connect(options);
  const info = (await collect(client, [topics.info], (found) => found.size > 0)).get(topics.info);
  const listed = listOf(info);
  const states = await collect(
    client,
    [topics.deviceState('+')],
    (found) => listed.length > 0 && found.size >= listed.length,
  );
  await close();
  const rows = listed.map(({ id, class: deviceClass, driver }) => ({
    id,
    class: deviceClass,
    driver,
    ...((states.get(topics.deviceState(id))?.data ?? {}) as Record<string, unknown>),
  }));
  if (options.json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const head = ['DEVICE', 'CLASS', 'DRIVER', 'ADMIN', 'OPERATING', 'SINCE', 'STATE'];
  console.log(
    table(
      head,
      rows.map((row) => cells(row)),
    ),
  );
}

function listOf(info: WireMessage | undefined): { id: string; class: string; driver: string }[] {
  const data = info?.data as { devices?: { id: string; class: string; driver: string }[] } | undefined;
  return data?.devices ?? [];
}

function cells({ id, class: deviceClass, driver, ...state }: Record<string, unknown>): string[] {
  const own = Object.entries(state)
    .filter(([name]) => !axes.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const reason = typeof state['reason'] === 'string' ? [`(${state['reason']})`] : [];
  const text = (value: unknown) => (value === undefined ? '?' : String(value));
  return [
    text(id),
    text(deviceClass),
    text(driver),
    text(state['admin']),
    text(state['operating']),
    localTime(state['since']),
    [...reason, ...own].join(' '),
  ];
}

/** `HH:MM:SS` of this machine's time zone, or ? */
export function localTime(time: unknown): string {
  const date = new Date(typeof time === 'string' ? time : Number.NaN);
  return Number.isNaN(date.getTime()) ? '?' : date.toTimeString().slice(0, 8);
}
