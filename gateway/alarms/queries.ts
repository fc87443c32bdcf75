import { type AlarmFilter, filtered } from './alarm-filter.js';
import { type AlarmState, isIn, statesOf } from './alarm-states.js';
import type { Catalogue } from './catalogue.js';
import { inventoryOf } from './inventory.js';
import { keyText } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { type PageRequest, pageOf } from './pages.js';
import { type AlarmRecord, isOfShelf } from './record.js';
import { type AlarmName, assertOneOf, keyOf, unknownAlarm } from './refusals.js';
import { markOf } from './shelf.js';
import type { ShelfView, Shelving } from './shelving.js';

export interface ListRequest extends PageRequest, AlarmFilter {
  readonly state?: AlarmState | undefined;
}

export interface InventoryRequest extends PageRequest {
  readonly deviceId?: string | undefined;
}

/** What one may ask of the alarm list. Errors: COMMAND_ARGS_INVALID, ALARM_UNKNOWN. */
export interface AlarmQueries {
  /** All records there are, also those nobody has to see any more; of their history the newest only. */
  list(request: ListRequest): Record<string, unknown>;
  /** One record with its whole history. */
  show(request: AlarmName): Record<string, unknown>;
  /** Every alarm type the devices of the branch can raise. */
  inventory(request: InventoryRequest): Record<string, unknown>;
}

export interface QueriesOptions {
  readonly ledger: AlarmLedger;
  readonly catalogue: Catalogue;
  readonly devices: ReadonlyMap<string, { types(): string[] }>;
  readonly shelving: Pick<Shelving, 'list'>;
}

export function createQueries({ ledger, catalogue, devices, shelving }: QueriesOptions): AlarmQueries {
  const filter = { ledger, catalogue, deviceIds: () => devices.keys() };

  return {
    list({ state, cursor, limit, ...request }) {
      const found = filtered(filter, request).filter(([, record]) => state === undefined || isIn(record, state));
      const all = found.map(([key, record]) => [keyText(key), record] as const);
      const { entries, next } = pageOf(all, { cursor, limit }, (record) => ({
        ...brief(record),
        states: statesOf(record),
      }));
      return { alarms: entries, total: found.length, ...(next === undefined ? {} : { next }) };
    },

    show(request) {
      const key = keyOf(request);
      const record = ledger.get(key);
      if (!record)
        throw unknownAlarm(
          key,
          'is recorded',
          ledger.all().map(([other]) => other),
        );
      const shelf = shelving.list().find((each) => record['x-suppressed-by'] === markOf(each));
      return { alarm: record, states: statesOf(record), ...(shelf ? { shelf: told(shelf) } : {}) };
    },

    inventory({ deviceId, cursor, limit }) {
      if (deviceId !== undefined) assertOneOf('deviceId', deviceId, [...devices.keys()], 'a device');
      const all = inventoryOf(devices, catalogue, deviceId);
      const { entries, next } = pageOf(
        all.map((entry) => [entry['alarm-type-id'], entry] as const),
        { cursor, limit },
        (entry) => entry,
      );
      return { types: entries, total: all.length, ...(next === undefined ? {} : { next }) };
    },
  };
}

function told({ raised: _, ...shelf }: ShelfView): Omit<ShelfView, 'raised'> {
  return shelf;
}

/** A record with the newest of its history: what it says now needs no more. */
function brief(record: AlarmRecord): AlarmRecord {
  const changes = record['operator-state-change'];
  const newest = new Set([
    changes.findLast(({ state }) => isOfShelf(state)),
    changes.findLast(({ state }) => !isOfShelf(state)),
  ]);
  return {
    ...record,
    'status-change': record['status-change'].slice(-1),
    'operator-state-change': changes.filter((change) => newest.has(change)),
  };
}
