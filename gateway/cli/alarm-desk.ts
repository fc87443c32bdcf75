import type { InventoryEntry } from '../alarms/inventory.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { ShelfEnds } from './alarm-row.js';
import { type AlarmWords, alarmWords } from './alarm-texts.js';
import { askSucceeding } from './ask.js';
import { type BrokerOptions, collect, connect } from './client.js';
import { CliExit, exitCode } from './exit.js';

const nameForm = 'DEVICE/TYPE or DEVICE/CODE, and /QUALIFIER where there is one, e.g. printer-1/PRN-101';

/** How long a question or an order to the gateway stays wanted, ms. */
const timeoutMs = 15_000;

/** The alarms of one running gateway, in its language. */
export interface AlarmDesk {
  readonly language: 'zh' | 'en';
  readonly words: AlarmWords;
  /** The records that are retained: what people have to see. */
  retained(): Promise<AlarmRecord[]>;
  /** Resolves with the result of a command of the gateway; ends with code 1 and its reason when it fails. */
  ask(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** As `ask`, all pages of a list, which is the field `entries` of the answer. */
  askAll(name: string, entries: string, args: Record<string, unknown>): Promise<unknown[]>;
  /**
   * Which alarm `device/type[/qualifier]` means; the printed code, e.g. PRN-101, does for the type. Ends with code 2 when it
   * is no such name.
   */
  named(name: string): Promise<{ deviceId: string; alarmType: string; qualifier?: string }>;
  shelfEnds(): Promise<ShelfEnds>;
  close(): Promise<void>;
}

export async function openDesk(options: BrokerOptions): Promise<AlarmDesk> {
  const connection = await connect(options);
  const { client, topics, close } = connection;
  const info = (await collect(client, [topics.info], (found) => found.size > 0)).get(topics.info);
  const said = (info?.data as { gateway?: { language?: string } } | undefined)?.gateway?.language;
  const language = said === 'en' ? 'en' : 'zh';

  const ask = (name: string, args: Record<string, unknown>) =>
    askSucceeding(connection, { device: 'gateway', name, args, timeoutMs });
  const askAll = async (name: string, entries: string, args: Record<string, unknown>) => {
    const all: unknown[] = [];
    let cursor: unknown;
    do {
      const page = await ask(name, { ...args, limit: 100, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...(page[entries] as unknown[]));
      cursor = page['next'];
    } while (cursor !== undefined);
    return all;
  };
  const typeOf = async (deviceId: string, code: string) => {
    const able = (await askAll('alarm-inventory', 'types', { deviceId })) as InventoryEntry[];
    const found = able.find((entry) => entry['x-code'] === code);
    if (found) return found['alarm-type-id'];
    const allowed = able.map((entry) => entry['x-code']).sort();
    throw new CliExit(exitCode.failed, `${deviceId} cannot raise ${code}; allowed: ${allowed.join(', ')}`);
  };
  return {
    language,
    words: alarmWords[language],
    async retained() {
      const found = await collect(client, [`${topics.root}/alarm/#`]);
      return [...found.values()].map(({ data }) => completed(data as Partial<AlarmRecord>));
    },
    ask,
    askAll,
    async named(name) {
      const [deviceId, type, ...rest] = name.split('/');
      if (!deviceId || !type) throw new CliExit(exitCode.usage, `${name}: allowed: ${nameForm}`);
      const alarmType = /^[A-Z]{3}-\d{3}$/i.test(type) ? await typeOf(deviceId, type.toUpperCase()) : type;
      return { deviceId, alarmType, ...(rest.length > 0 ? { qualifier: rest.join('/') } : {}) };
    },
    async shelfEnds() {
      const { shelves } = await ask('alarm-shelves', {});
      return new Map((shelves as { name: string; until: string }[]).map(({ name, until }) => [name, until]));
    },
    close,
  };
}

/** A record of a gateway that is older or newer than this program: what one reads of it is there, if empty. */
function completed(record: Partial<AlarmRecord>): AlarmRecord {
  return {
    'status-change': [],
    'operator-state-change': [],
    'additional-information': [],
    'proposed-repair-actions': { key: '', zh: '', en: '' },
    ...record,
  } as AlarmRecord;
}
