import type { JsonObject } from './xfs4iot-kinds.js';

export const unitStatuses = ['ok', 'inoperative', 'missing', 'notConfigured', 'manipulated'] as const;
export const replenishments = ['ok', 'full', 'high', 'low', 'empty', 'unknown'] as const;
export const operations = ['dispenseInoperative', 'depositInoperative'] as const;
export const storageFailures = [
  ...(['empty', 'error', 'full', 'locked', 'invalid', 'config', 'notConfigured'] as const),
  ...(['feedModuleProblem', 'physicalLocked', 'physicalUnlocked'] as const),
] as const;

/** One place for cash, cards or paper as a person finds it (terminal-health.md 1.5). */
export interface Unit {
  readonly holds: 'cash' | 'card' | 'printer';
  /** Of card units: retain, dispense or park. */
  readonly type?: 'retain' | 'dispense' | 'park';
  readonly capacity: number;
  status: (typeof unitStatuses)[number];
  replenishment: (typeof replenishments)[number];
  operation: (typeof operations)[number] | null;
  initialCount: number;
  count: number;
  retainCount: number;
}

const fresh = { status: 'ok', replenishment: 'ok', operation: null, retainCount: 0 } as const;

export const cardUnit = (type: 'retain' | 'dispense', capacity: number): Unit => {
  const count = type === 'dispense' ? capacity : 0;
  return { holds: 'card', type, capacity, ...fresh, initialCount: count, count };
};
export const cashUnit = (capacity: number): Unit => {
  return { holds: 'cash', capacity, ...fresh, initialCount: 0, count: 0 };
};
export const printerUnit = (capacity: number): Unit => {
  return { holds: 'printer', capacity, ...fresh, initialCount: 0, count: 0 };
};

/** A unit as `Storage.GetStorage` tells of it; `absent` spells what it has not. */
export function describeUnit(name: string, unit: Unit, absent: 'notSupported' | undefined): JsonObject {
  const id = name.replace('unit', '').slice(0, 5);
  const head = { id, positionName: `${id}-slot`, capacity: unit.capacity, status: unit.status, serialNumber: `S${id}` };
  const replenishmentStatus = unit.replenishment;
  if (unit.holds === 'card') {
    const counts = { initialCount: unit.initialCount, count: unit.count, retainCount: unit.retainCount };
    return {
      ...head,
      card: {
        capabilities: { type: unit.type ?? 'retain', hardwareSensors: true },
        configuration: { threshold: 0 },
        status: { ...counts, replenishmentStatus },
      },
    };
  }
  if (unit.holds === 'printer') {
    const status = { initial: unit.initialCount, in: unit.count, replenishmentStatus };
    return { ...head, printer: { capabilities: { maxRetracts: unit.capacity }, status } };
  }
  const status = {
    index: 1,
    accuracy: 'accurate',
    replenishmentStatus,
    operationStatus: unit.operation ?? absent,
    in: { retractOperations: 0, deposited: { cash1: { fit: unit.count } } },
  };
  return { ...head, cash: { capabilities: { items: { fit: true } }, configuration: { currency: 'CNY' }, status } };
}
