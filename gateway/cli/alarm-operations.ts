import type { AlarmRecord } from '../alarms/record.js';
import { type AlarmDesk, openDesk } from './alarm-desk.js';
import { statusText } from './alarm-row.js';
import type { BrokerOptions } from './client.js';
import { CliExit, exitCode } from './exit.js';
import { localMoment } from './moment.js';
import { table } from './table.js';

interface OperatorOptions extends BrokerOptions {
  /** Who does it. */
  readonly by: string;
  readonly note?: string;
  readonly json?: boolean;
}

export interface ShelveOptions extends OperatorOptions {
  readonly reason: string;
  readonly device?: string;
  readonly type?: string;
  readonly qualifier?: string;
  readonly minutes?: string;
  readonly until?: string;
}

export interface PurgeOptions extends OperatorOptions {
  readonly device?: string;
  readonly type?: string;
  readonly severity?: string;
  readonly state?: string;
  readonly olderThan?: string;
}

interface Shelf {
  readonly name: string;
  readonly until: string;
  readonly raised: number;
  readonly operator: string;
  readonly reason: string;
  readonly deviceId?: string;
  readonly alarmType?: string;
  readonly qualifier?: string;
}

/** `alarms ack`, `unack` and `close`. */
export function operate(command: string, name: string, options: OperatorOptions): Promise<void> {
  return atDesk(options, async (desk) => {
    const result = await desk.ask(
      command,
      given({ ...(await desk.named(name)), operator: options.by, note: options.note }),
    );
    const alarm = result['alarm'] as AlarmRecord;
    return [result, `${alarm['x-code']} ${alarm['alarm-text']}: ${statusText(alarm, desk.words, new Map())}`];
  });
}

export function shelve(name: string, options: ShelveOptions): Promise<void> {
  return atDesk(options, async (desk) => {
    const { by, reason, device, type, qualifier, until } = options;
    const minutes = options.minutes === undefined ? undefined : whole('--minutes', options.minutes);
    const args = { name, operator: by, reason, deviceId: device, alarmType: type, qualifier, minutes, until };
    const result = await desk.ask('alarm-shelve', given(args));
    const shelf = result['shelf'] as Shelf;
    return [result, desk.words.onShelf(shelf.name, localMoment(shelf.until), shelf.raised)];
  });
}

export function unshelve(name: string, options: OperatorOptions): Promise<void> {
  return atDesk(options, async (desk) => {
    const result = await desk.ask('alarm-unshelve', given({ name, operator: options.by, note: options.note }));
    return [result, desk.words.offShelf(name, Number(result['raised']))];
  });
}

export function purge(options: PurgeOptions): Promise<void> {
  return atDesk(options, async (desk) => {
    const { by, device, type, severity, state, olderThan } = options;
    const olderThanMinutes = olderThan === undefined ? undefined : whole('--older-than', olderThan);
    const args = { operator: by, deviceId: device, alarmType: type, severity, state, olderThanMinutes };
    const result = await desk.ask('alarm-purge', given(args));
    return [result, desk.words.purged(result as unknown as { purged: number; unseen: number; raised: number })];
  });
}

export function shelves(options: BrokerOptions & { readonly json?: boolean }): Promise<void> {
  return atDesk(options, async (desk) => {
    const result = await desk.ask('alarm-shelves', {});
    const rows = (result['shelves'] as Shelf[]).map((shelf) => [
      shelf.name,
      [shelf.deviceId ?? '*', shelf.alarmType ?? '*', shelf.qualifier].filter((part) => part !== undefined).join('/'),
      localMoment(shelf.until),
      String(shelf.raised),
      shelf.operator,
      shelf.reason,
    ]);
    return [result, rows.length === 0 ? desk.words.noShelves : table(desk.words.shelfHead, rows)];
  });
}

/** Does it at the gateway and prints what came of it: for programs, or a sentence for people. */
async function atDesk(
  options: BrokerOptions & { readonly json?: boolean },
  work: (desk: AlarmDesk) => Promise<readonly [Record<string, unknown>, string]>,
): Promise<void> {
  const desk = await openDesk(options);
  try {
    const [result, text] = await work(desk);
    console.log(options.json ? JSON.stringify(result, null, 2) : text);
  } finally {
    await desk.close();
  }
}

/** Arguments that were given. */
function given(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

function whole(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new CliExit(exitCode.usage, `${option} ${text}: allowed: whole minutes`);
  return Number(text);
}
