import type { Clock } from '../../drivers/index.js';
import type { Catalogue } from './catalogue.js';
import type { DeviceAlarms } from './device-alarms.js';
import type { AlarmKey } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { isSecurity } from './quiet.js';
import { type AlarmRecord, isShelved, shelfMark } from './record.js';
import { operatorChanged, suppressedBy } from './record-changes.js';
import { assertOneOf, wrongArgument } from './refusals.js';
import { markOf, mostShelfMinutes, type Shelf, type ShelfFilter, usualShelfMinutes } from './shelf.js';
import { shelfTexts } from './shelf-texts.js';
import { mostShelves, type Shelves } from './shelves.js';

export interface ShelfRequest extends ShelfFilter {
  readonly name: string;
  readonly operator: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly until?: string | undefined;
  readonly minutes?: number | undefined;
}

export interface UnshelfRequest {
  readonly name: string;
  readonly operator: string;
  readonly note?: string | undefined;
}

/** A shelf, and how many alarms stand on it raised. */
export interface ShelfView extends Omit<Shelf, 'lengthMs'> {
  readonly raised: number;
}

export interface ShelvingOptions {
  readonly shelves: Shelves;
  readonly ledger: AlarmLedger;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  readonly devices: ReadonlyMap<string, Pick<DeviceAlarms, 'knows' | 'tell' | 'types'>>;
}

/** Puts alarms on shelves and takes them off again (terminal-health.md 6.3 rule 6). */
export class Shelving {
  readonly #options: ShelvingOptions;

  constructor(options: ShelvingOptions) {
    this.#options = options;
  }

  /** After a restart: what a kill left half done, and shelves whose end has passed meanwhile. */
  start(): void {
    void this.#settleAll();
  }

  /** Resolves when the shelf is on disk and everything on it is published. Rejects with COMMAND_ARGS_INVALID. */
  async shelve(request: ShelfRequest): Promise<ShelfView> {
    const { shelves } = this.#options;
    const shelf = this.#shelfOf(request);
    await shelves.add(shelf);
    await this.#settleAll();
    return this.#view(shelf);
  }

  /** Resolves with how many raised alarms came off it, when they are published. Rejects with COMMAND_ARGS_INVALID. */
  async unshelve({ name, operator, note }: UnshelfRequest): Promise<{ readonly raised: number }> {
    const { shelves, language } = this.#options;
    const shelf = shelves.list().find((each) => each.name === name);
    if (!shelf) {
      const names = shelves.list().map((each) => each.name);
      assertOneOf('name', name, names, 'a shelf; there is none');
      return { raised: 0 };
    }
    const { raised } = this.#view(shelf);
    await shelves.remove(name);
    await this.#takeOff(shelf, operator, shelfTexts[language].removed(shelf, note));
    return { raised };
  }

  /** Its time is over. */
  ended(shelf: Shelf): void {
    void this.#takeOff(shelf, gatewayOperator, shelfTexts[this.#options.language].ended(shelf));
  }

  list(): ShelfView[] {
    return this.#options.shelves.list().map((shelf) => this.#view(shelf));
  }

  #view(shelf: Shelf): ShelfView {
    const { lengthMs: _, ...view } = shelf;
    const raised = this.#options.ledger
      .all()
      .filter(([, record]) => !record['is-cleared'] && record['x-suppressed-by'] === markOf(shelf)).length;
    return { ...view, raised };
  }

  async #settleAll(): Promise<void> {
    await Promise.all(this.#options.ledger.all().map(([key, record]) => this.#settle(key, record)));
  }

  async #takeOff(shelf: Shelf, operator: string, text: string): Promise<void> {
    const onIt = this.#options.ledger
      .all()
      .filter(([, record]) => isShelved(record) && record['x-suppressed-by'] === markOf(shelf));
    await Promise.all(onIt.map(([key, record]) => this.#settle(key, record, operator, text)));
  }

  /** Brings one record in line with the shelves that stand. What had cleared before its shelf came is left alone. */
  async #settle(key: AlarmKey, record: AlarmRecord, operator = gatewayOperator, text?: string): Promise<void> {
    const { shelves, ledger, catalogue, language, clock, devices } = this.#options;
    const entry = catalogue.get(key.type);
    const device = devices.get(key.deviceId);
    // Others are not raised by a device: an alarm that stands for a flood, one of a device that is gone.
    const shelf = entry && device?.knows(key.type) ? shelves.covering(key, entry) : undefined;
    if (shelf) {
      const isThere = isShelved(record) && record['x-suppressed-by'] === markOf(shelf);
      if (isThere || (record['is-cleared'] && !isShelved(record))) return;
      const content = suppressedBy(shelves.put(record, shelf), markOf(shelf));
      await ledger.write(key, content, 'operator', { announce: !record['is-cleared'] && record['x-announced'] });
    } else if (isShelved(record)) {
      const name = record['x-suppressed-by']?.slice(shelfMark.length) ?? '';
      const why = text ?? shelfTexts[language].ended({ name });
      const time = new Date(clock.now()).toISOString();
      const content = operatorChanged(record, { time, operator, state: 'un-shelved', text: why });
      // What cleared there is history: nobody is called for it.
      if (record['is-cleared']) await ledger.write(key, content, 'operator', { announce: false });
      else await device?.tell(key, content);
    }
  }

  #shelfOf(request: ShelfRequest): Shelf {
    const { clock, shelves } = this.#options;
    const { name, operator, reason, deviceId, alarmType, qualifier } = request;
    this.#assertFilter(request);
    const standing = shelves.list();
    if (standing.some((shelf) => shelf.name === name)) {
      throw wrongArgument('name', JSON.stringify(name), 'a name no shelf has', 'Take that one away first');
    }
    if (standing.length >= mostShelves) {
      throw wrongArgument('name', `${standing.length} shelves`, `at most ${mostShelves}; take one away first`);
    }
    const now = clock.now();
    const lengthMs = endOf(request, now) - now;
    const filter = Object.fromEntries(
      Object.entries({ deviceId, alarmType, qualifier }).filter(([, value]) => value !== undefined),
    );
    const [created, until] = [now, now + lengthMs].map((ms) => new Date(ms).toISOString()) as [string, string];
    return { name, operator, reason, ...filter, created, until, lengthMs };
  }

  #assertFilter({ deviceId, alarmType }: ShelfFilter): void {
    const { devices, catalogue } = this.#options;
    if (deviceId !== undefined) assertOneOf('deviceId', deviceId, [...devices.keys()], 'a device');
    if (deviceId === undefined && alarmType === undefined) {
      throw wrongArgument('deviceId', 'neither deviceId nor alarmType', 'at least one of the two');
    }
    if (alarmType === undefined) return;
    const chosen = deviceId === undefined ? [...devices.values()] : [devices.get(deviceId)];
    const types = [...new Set(chosen.flatMap((device) => device?.types() ?? []))];
    assertOneOf('alarmType', alarmType, types, 'a type this device can raise; it has none');
    const entry = catalogue.get(alarmType);
    if (entry && isSecurity(entry)) {
      throw wrongArgument(
        'alarmType',
        `${alarmType}, which concerns security`,
        'a type that does not: those stay loud',
      );
    }
  }
}

const gatewayOperator = 'gateway';

/** ms since 1970. */
function endOf({ until, minutes }: ShelfRequest, now: number): number {
  if (until === undefined) return now + (minutes ?? usualShelfMinutes) * 60_000;
  if (minutes !== undefined) throw wrongArgument('minutes', 'both until and minutes', 'one of the two');
  const end = Date.parse(until);
  const latest = now + mostShelfMinutes * 60_000;
  if (end > now && end <= latest) return end;
  const [from, to] = [now, latest].map((ms) => new Date(ms).toISOString());
  throw wrongArgument('until', until, `after now (${from}) and at most 7 days on (${to})`);
}
