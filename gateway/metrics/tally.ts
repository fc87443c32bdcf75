import type { AlarmManager } from '../alarms/manager.js';
import type { Operating } from '../devices/contact.js';
import type { MessageBus } from '../messages/bus.js';
import type { Topics } from '../messages/topics.js';

export interface TallyOptions {
  readonly bus: MessageBus;
  readonly topics: Topics;
  readonly alarms: Pick<AlarmManager, 'observe'>;
  readonly deviceIds: readonly string[];
}

/** Counts what happens and leaves no figure elsewhere. */
export interface Tally {
  readonly raises: ReadonlyMap<string, number>;
  readonly messages: ReadonlyMap<string, number>;
  /** By device id. */
  readonly contactLosses: ReadonlyMap<string, number>;
  /** Of the newest message of the stream of alarm changes; undefined before the first that has one. */
  streamSequence(): number | undefined;
  stop(): void;
}

export function startTally({ bus, topics, alarms, deviceIds }: TallyOptions): Tally {
  const raises = new Map<string, number>();
  const messages = new Map<string, number>();
  const contactLosses = new Map<string, number>();
  const deviceOf = new Map(deviceIds.map((id) => [topics.deviceState(id), id]));
  const operating = new Map<string, Operating>();
  let streamSequence: number | undefined;
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

  const unsubscribe = bus.subscribe(({ topic, kind, envelope }) => {
    count(messages, kind);
    if (topic === topics.alarmEvent) streamSequence = sequenceOf(envelope?.data) ?? streamSequence;
    const device = deviceOf.get(topic);
    if (device === undefined) return;
    const now = (envelope?.data as { readonly operating?: Operating } | undefined)?.operating;
    const before = operating.get(device);
    if (now === 'offline' && (before === 'online' || before === 'degraded')) count(contactLosses, device);
    if (now) operating.set(device, now);
  });
  const unobserve = alarms.observe(({ key, change }) => {
    if (change === 'raise') count(raises, key.type);
  });
  return {
    raises,
    messages,
    contactLosses,
    streamSequence: () => streamSequence,
    stop() {
      unsubscribe();
      unobserve();
    },
  };
}

function sequenceOf(data: unknown): number | undefined {
  const { sequence } = (typeof data === 'object' && data !== null ? data : {}) as { readonly sequence?: unknown };
  return typeof sequence === 'number' ? sequence : undefined;
}
