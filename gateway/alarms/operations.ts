import { type Clock, GatewayError } from '../../drivers/index.js';
import type { AlarmKey } from './key.js';
import type { AlarmLedger } from './ledger.js';
import { type AlarmRecord, isOpen, operatorState } from './record.js';
import { operatorChanged } from './record-changes.js';
import { type AlarmName, keyOf, nameOf, unknownAlarm } from './refusals.js';

/** An operator says something of one alarm. */
export interface AlarmOperation extends AlarmName {
  readonly operator: string;
  readonly note?: string | undefined;
}

/** Each resolves with the record when it is published, and rejects with ALARM_UNKNOWN or ALARM_STATE. */
export interface AlarmOperations {
  /** Somebody has taken it over; also somebody else than before. It clears nothing. */
  acknowledge(request: AlarmOperation): Promise<AlarmRecord>;
  /** Nobody has it any more: taken over by mistake, closed too early. */
  unacknowledge(request: AlarmOperation): Promise<AlarmRecord>;
  /** It needs nobody any more, whether it has cleared or not. It clears nothing. */
  close(request: AlarmOperation): Promise<AlarmRecord>;
}

export interface OperationsOptions {
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  readonly isConfigured: (key: AlarmKey) => boolean;
  /** What else is taken over with it. */
  readonly onAcknowledged?: (key: AlarmKey, change: OperatorChange) => Promise<void> | undefined;
}

type OperatorChange = AlarmRecord['operator-state-change'][number];

export function createOperations(options: OperationsOptions): AlarmOperations {
  const { ledger, clock, isConfigured, onAcknowledged } = options;
  /** Keys of the alarms that may be meant. */
  const those = (fits: (record: AlarmRecord) => boolean) =>
    ledger.all().flatMap(([key, record]) => (isConfigured(key) && fits(record) ? [key] : []));

  const find = (request: AlarmOperation, what: string, fits: (record: AlarmRecord) => boolean) => {
    const key = keyOf(request);
    const record = ledger.get(key);
    if (!record || !isConfigured(key) || !fits(record)) throw unknownAlarm(key, what, those(fits));
    return { key, record };
  };

  const changeTo = (state: OperatorChange['state'], { operator, note }: AlarmOperation): OperatorChange => {
    const time = new Date(clock.now()).toISOString();
    return { time, operator, state, ...(note === undefined ? {} : { text: note }) };
  };
  const say = (key: AlarmKey, record: AlarmRecord, change: OperatorChange) =>
    ledger.write(key, operatorChanged(record, change), 'operator');

  return {
    async acknowledge(request) {
      const { key, record } = find(request, 'is raised or waits for acknowledgement', isOpen);
      const change = changeTo('ack', request);
      const [acknowledged] = await Promise.all([say(key, record, change), onAcknowledged?.(key, change)]);
      return acknowledged;
    },

    async unacknowledge(request) {
      const { key, record } = find(request, 'is recorded', () => true);
      if (operatorState(record) === 'none') throw wrongState(key, 'nobody has acknowledged or closed it');
      return say(key, record, changeTo('none', request));
    },

    async close(request) {
      const { key, record } = find(request, 'is recorded', () => true);
      if (operatorState(record) === 'closed') {
        const { operator, time } = record['operator-state-change'].findLast(({ state }) => state === 'closed') ?? {};
        throw wrongState(key, `${operator} has closed it already, at ${time}`);
      }
      return say(key, record, changeTo('closed', request));
    },
  };
}

function wrongState(key: AlarmKey, why: string): GatewayError {
  return new GatewayError('ALARM_STATE', `${nameOf(key)}: ${why}`, { deviceId: key.deviceId });
}
