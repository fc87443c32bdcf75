import { connect, type MqttClient } from 'mqtt';
import { AlarmView } from '../support/alarm-view.js';
import type { Centre } from '../support/centre.js';

/** A message of the stream as it was heard, repetitions left out. */
export interface Heard {
  readonly sequence: number;
  /** Of the envelope. */
  readonly id: string;
}

/** The messages of the stream that came, each once, in order. */
class Ear {
  readonly heard: Heard[] = [];
  readonly #ids = new Set<string>();

  take(payload: string): void {
    const { id, data } = JSON.parse(payload) as { id: string; data: { sequence: number } };
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.heard.push({ sequence: data.sequence, id });
  }
}

/** Whoever looks at the branch's own broker: gone with each kill, back as soon as somebody listens. */
export class LocalConsumer {
  readonly view = new AlarmView();
  readonly #ear = new Ear();
  readonly #client: MqttClient;
  readonly #root: string;
  readonly #onEvent = new Set<() => void>();
  /** Operators whose acknowledgement was answered with success. */
  readonly acknowledged = new Set<string>();
  #orders = 0;

  constructor(port: number, root: string) {
    this.#root = root;
    this.#client = connect(`mqtt://127.0.0.1:${port}`, {
      protocolVersion: 4,
      reconnectPeriod: 40,
      connectTimeout: 2_000,
      resubscribe: false,
      queueQoSZero: false,
    });
    this.#client.on('error', () => undefined);
    this.#client.on('connect', () => this.#read());
    this.#client.on('message', (topic, payload) => this.#take(topic, payload.toString()));
  }

  get heard(): readonly Heard[] {
    return this.#ear.heard;
  }

  /** Resolves with the next message of the stream. */
  nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        this.#onEvent.delete(look);
        resolve();
      };
      this.#onEvent.add(look);
    });
  }

  /** Takes over the alarm of a retained topic, as an operator nobody was before. */
  acknowledge(topic: string): void {
    const [deviceId, alarmType] = topic.slice(`${this.#root}/alarm/`.length).split('/');
    if (!deviceId || !alarmType || !this.#client.connected) return;
    this.#orders += 1;
    const operator = `operator-${this.#orders}`;
    const request = { id: operator, args: { deviceId, alarmType, operator } };
    this.#client.publish(`${this.#root}/command/gateway/alarm-acknowledge`, JSON.stringify(request), { qos: 0 });
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }

  /** Everything anew, as docs/alarm-stream.md says: what was emptied meanwhile is not said again. */
  #read(): void {
    this.view.reread();
    const topics = ['alarm/#', 'alarm-event', 'alarm-summary', 'reply/#'].map((topic) => `${this.#root}/${topic}`);
    // Refused when the gateway is killed meanwhile; the next connection reads again.
    this.#client.subscribe(topics, { qos: 1 }, () => undefined);
  }

  #take(topic: string, payload: string): void {
    this.view.apply(topic, payload);
    if (topic.startsWith(`${this.#root}/reply/`)) {
      const { commandId, status } = JSON.parse(payload).data;
      if (status === 'succeeded') this.acknowledged.add(commandId);
    }
    if (topic !== `${this.#root}/alarm-event`) return;
    this.#ear.take(payload);
    for (const look of this.#onEvent) look();
    if (this.view.isStale) this.#read();
  }
}

/** The centre: its session outlives the kills, so the stream has to come whole. */
export class CentralConsumer {
  readonly view = new AlarmView();
  readonly #ear = new Ear();
  readonly #centre: Centre;
  readonly #root: string;
  #read = 0;

  constructor(centre: Centre, root: string) {
    this.#centre = centre;
    this.#root = root;
  }

  get heard(): readonly Heard[] {
    return this.#ear.heard;
  }

  /** Takes in what has arrived since. */
  readOn(): void {
    const { arrivals } = this.#centre;
    for (; this.#read < arrivals.length; this.#read++) {
      const { topic, payload } = arrivals[this.#read] ?? { topic: '', payload: '' };
      this.view.apply(topic, payload);
      if (topic === `${this.#root}/alarm-event`) this.#ear.take(payload);
    }
  }
}
