import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { AlarmCondition } from '../../../drivers/driver.js';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { composeAlarms } from '../../../gateway/alarms/compose.js';
import type { AlarmManager } from '../../../gateway/alarms/manager.js';
import { type AlarmRecord, alarmRecordSchema } from '../../../gateway/alarms/record.js';
import { type Foundation, openFoundation } from '../../../gateway/foundation.js';
import { createLogger } from '../../../gateway/logger.js';
import type { Message } from '../../../gateway/messages/bus.js';
import type { Table } from '../../../gateway/storage/store.js';
import { AlarmView } from '../../support/alarm-view.js';
import { seededRandom } from '../../support/random.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../storage/support.js';

export const boards: readonly AlarmingDevice[] = Array.from({ length: 50 }, (_, n) => ({
  deviceId: `board-${n + 1}`,
  declarations: [{ type: 'led-write-rejected' }],
  contactAlarm: 'led-unreachable',
}));
const terminals: readonly AlarmingDevice[] = Array.from({ length: 12 }, (_, n) => ({
  deviceId: `kiosk-${n + 1}`,
  declarations: [{ type: 'terminal-heartbeat-lost' }],
  contactAlarm: 'terminal-unreachable',
}));
export const everything = [...boards, ...terminals];

/** Text of a message on the bus, as a broker gives it to a client. */
export const payloadOf = ({ envelope }: Message) => (envelope === undefined ? '' : JSON.stringify(envelope));

/**
 * The alarms of a branch as the gateway composes them, on a real store and bus, and a consumer that listens from the
 * first moment on and stays over restarts, as one at the centre does.
 */
export class Hall {
  readonly clock = new VirtualClock();
  readonly view = new AlarmView();
  /** What went over the bus. */
  sent: Message[] = [];
  /** What a broker holds. */
  readonly retained = new Map<string, unknown>();
  alarms!: AlarmManager;
  foundation!: Foundation;
  /** Nobody hears this start any more: its process has come to its end, as far as the world can tell. */
  mute!: () => void;
  #marker!: Table<number>;
  readonly directory: string;
  readonly #random = seededRandom(7);

  static async open(devices: readonly AlarmingDevice[] = everything): Promise<Hall> {
    const hall = new Hall(await temporaryDirectory());
    await hall.boot(devices);
    onTestFinished(() => hall.shutDown());
    return hall;
  }

  private constructor(directory: string) {
    this.directory = directory;
  }

  async boot(devices: readonly AlarmingDevice[] = everything): Promise<void> {
    this.foundation = await openFoundation({
      site: { branchId: 'b017', gatewayId: 'gw1' },
      stateDir: this.directory,
      clock: this.clock,
      random: this.#random,
      logger: createLogger('silent'),
      hasUplink: false,
      onStorageCondition: () => undefined,
    });
    this.mute = this.foundation.bus.subscribe((message) => {
      this.sent.push(message);
      if (message.retained && message.envelope) this.retained.set(message.topic, message.envelope.data);
      else if (message.retained) this.retained.delete(message.topic);
      this.view.apply(message.topic, payloadOf(message));
    });
    this.#marker = this.foundation.store.table('marker', z.number());
    this.alarms = composeAlarms(this.foundation, { language: 'en', overrides: undefined, pollNow: () => undefined });
    await this.alarms.start(devices);
  }

  async shutDown(): Promise<void> {
    await this.alarms.stop();
    this.foundation.retained.stop();
    await this.foundation.store.close();
  }

  /** Writes into the list on disk what an earlier start could have left there. Only between `shutDown` and `boot`. */
  async edit(records: Readonly<Record<string, AlarmRecord>>): Promise<void> {
    const { store } = await openedStore(this.directory);
    const table = store.table('alarms', alarmRecordSchema);
    await Promise.all(Object.entries(records).map(([key, record]) => table.put(key, record)));
    await store.close();
  }

  async restart(devices: readonly AlarmingDevice[] = everything): Promise<void> {
    await this.shutDown();
    await this.boot(devices);
  }

  report(deviceId: string, condition: AlarmCondition): void {
    this.alarms.condition(deviceId, condition);
  }

  /** One of 500 alarms, `n` from 0: no delays, minor. */
  zone(n: number, active: boolean): void {
    const qualifier = `zone-${Math.floor(n / 50) + 1}`;
    this.report(`board-${(n % 50) + 1}`, { type: 'led-write-rejected', qualifier, active });
  }

  zones(from: number, to: number, active = true): void {
    for (let n = from; n < to; n++) this.zone(n, active);
  }

  async after(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1_000);
    await this.flush();
  }

  async flush(): Promise<void> {
    // The log keeps order: once this is on disk, so is all before it.
    await this.#marker.put('marker', this.clock.monotonic()).catch(() => undefined);
    await settle();
  }

  /** What the stream said since the last time, as `change device/type[/qualifier]`. */
  async said(): Promise<string[]> {
    await this.flush();
    return this.view.events
      .splice(0)
      .map((event) =>
        event.change === 'list-rebuilt' ? `list-rebuilt ${event.open}` : `${event.change} ${nameOf(event.alarm)}`,
      );
  }

  record(name: string): AlarmRecord | undefined {
    return this.retained.get(`branch/b017/gw1/alarm/${name}`) as AlarmRecord | undefined;
  }

  /** The retained records by the end of their topics. */
  records(): Map<string, AlarmRecord> {
    const prefix = 'branch/b017/gw1/alarm/';
    return new Map(
      [...this.retained].flatMap(([topic, data]) =>
        topic.startsWith(prefix) ? [[topic.slice(prefix.length), data as AlarmRecord] as const] : [],
      ),
    );
  }
}

export function nameOf(record: AlarmRecord): string {
  const device = record.resource.split('/')[2];
  return [device, record['alarm-type-id'], record['alarm-type-qualifier']].filter(Boolean).join('/');
}
