import type { Stage, Staged } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { AlarmChange, AlarmEvent } from './alarm-event.js';
import type { AlarmRecord } from './record.js';

/** Key of the last number given out. */
const sequenceKey = 'sequence';

/** The part of the table `alarm-stream` this module needs. */
interface CounterTable {
  get(key: string): number | undefined;
  change(key: string, value: number | undefined): Change;
}

export interface AlarmStreamOptions {
  readonly table: CounterTable;
  readonly stage: Pick<Stage, 'alarmEvent'>;
  readonly bootId: string;
}

/**
 * Numbers what people are told of alarms. The number goes to disk in the commit of the change it tells of, so a message
 * that a power cut kept from being said leaves a gap that every consumer can see. A number is never given twice, unless
 * the disk refused it and the power failed before it took it after all; the new start has another boot id.
 */
export class AlarmStream {
  readonly #options: AlarmStreamOptions;
  #sequence: number;

  constructor(options: AlarmStreamOptions) {
    this.#options = options;
    this.#sequence = options.table.get(sequenceKey) ?? 0;
  }

  change(change: AlarmChange, alarm: AlarmRecord): Staged {
    return this.#stage((sequence) => ({ sequence, change, alarm }));
  }

  /** `open` is the number of retained records. */
  rebuilt(open: number): Staged {
    const { bootId } = this.#options;
    return this.#stage((sequence) => ({ sequence, change: 'list-rebuilt', open, bootId }));
  }

  #stage(event: (sequence: number) => AlarmEvent): Staged {
    const { table, stage } = this.#options;
    this.#sequence += 1;
    const staged = stage.alarmEvent(event(this.#sequence));
    return { ...staged, changes: [table.change(sequenceKey, this.#sequence), ...staged.changes] };
  }
}
