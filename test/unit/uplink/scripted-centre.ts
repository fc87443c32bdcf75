import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IConnectPacket, type IPublishPacket } from 'mqtt-packet';
import { type Arrival, arrivalOf } from './arrival.js';

/** What the centre does with a PUBLISH: a reason code for its PUBACK, nothing at all, or the end of the connection. */
export type Answer = number | 'nothing' | 'close';

export interface CentreLimits {
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
}

/** A command on its way down. */
export type Sent = Pick<IPublishPacket, 'topic' | 'payload'> & Partial<Pick<IPublishPacket, 'retain' | 'properties'>>;

interface Line {
  readonly socket: Socket;
  readonly settings: { protocolVersion: number };
  readonly number: number;
  connect?: IConnectPacket;
  /** What was sent over it and is not refused: place or id, to see what comes twice. */
  readonly sent: Set<string>;
  readonly unanswered: Set<number>;
  publishes: number;
  isLeft: boolean;
}

/** A central MQTT broker that does what the test says; it notes what comes and what no client may do. */
export class ScriptedCentre {
  /** Everything published, in the order of its arrival, whatever was answered. */
  readonly arrivals: Arrival[] = [];
  /** What a client may not do: send twice, exceed the Receive Maximum, speak after its DISCONNECT. */
  readonly faults: string[] = [];
  readonly connects: IConnectPacket[] = [];
  /** What stands retained. */
  readonly retained = new Map<string, string>();
  limits: CentreLimits;
  /** `nth`: how many publishes came over this connection, this one included. */
  answer: (arrival: Arrival, nth: number) => Answer = () => 0;
  /** How late a PUBACK is, ms. */
  delayMs: number | (() => number) = 0;
  mostUnanswered = 0;
  disconnects = 0;
  /** Connections that ended without a DISCONNECT. */
  lost = 0;
  readonly #waiting = new Set<() => void>();
  readonly #lines = new Set<Line>();
  #server: Server | undefined;
  #port = 0;
  #sessionOf: string | undefined;
  #queue: Sent[] = [];
  #lastId = 0;
  #isFrozen = false;

  constructor(limits: CentreLimits = {}) {
    this.limits = limits;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  get isConnected(): boolean {
    return [...this.#lines].some(({ connect, socket }) => connect && !socket.destroyed);
  }

  /** Somebody has a line to us, whatever was said over it. */
  get isReached(): boolean {
    return this.#lines.size > 0;
  }

  async comeBack(): Promise<void> {
    this.#isFrozen = false;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async goAway(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.#server = undefined;
    this.cut();
    await closed;
  }

  /** Ends all connections. */
  cut(): void {
    for (const { socket } of this.#lines) socket.destroy();
  }

  /** Half-open from here on: the connections of now are neither read nor answered nor closed. */
  freeze(): void {
    this.#isFrozen = true;
    for (const { socket } of this.#lines) socket.pause();
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const { socket } of this.#lines) socket.resume();
  }

  /** Resolves when `holds`; looked at whenever something comes. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Sends a command, or keeps it for a client that is away and has a session here. */
  send(message: Sent): void {
    const line = [...this.#lines].find(({ connect, socket }) => connect && !socket.destroyed);
    if (line) this.#deliver(line, message);
    else if (this.#sessionOf !== undefined) this.#queue.push(message);
  }

  #serve(socket: Socket): void {
    const settings = { protocolVersion: 5 };
    const number = this.connects.length;
    const line: Line = {
      socket,
      settings,
      number,
      sent: new Set(),
      unanswered: new Set(),
      publishes: 0,
      isLeft: false,
    };
    this.#lines.add(line);
    const parser = mqttPacket.parser(settings as { protocolVersion: 5 });
    parser.on('packet', (packet) => this.#take(line, packet));
    parser.on('error', (error) => this.faults.push(String(error)));
    socket.on('data', (chunk) => parser.parse(chunk));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#lines.delete(line);
      if (line.connect && !line.isLeft) this.lost += 1;
      const will = line.isLeft ? undefined : line.connect?.will;
      if (will?.retain) this.retained.set(will.topic, will.payload.toString());
      this.#changed();
    });
    if (this.#isFrozen) socket.pause();
    this.#changed();
  }

  #take(line: Line, packet: mqttPacket.Packet): void {
    if (line.isLeft) {
      this.faults.push(`${packet.cmd} after DISCONNECT`);
      return;
    }
    if (packet.cmd === 'connect') this.#welcome(line, packet);
    if (packet.cmd === 'pingreq') this.#write(line, { cmd: 'pingresp' });
    if (packet.cmd === 'subscribe') {
      this.#write(line, { cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
    }
    if (packet.cmd === 'disconnect') {
      line.isLeft = true;
      this.disconnects += 1;
    }
    if (packet.cmd === 'publish') this.#published(line, packet);
    this.#changed();
  }

  #welcome(line: Line, packet: IConnectPacket): void {
    line.settings.protocolVersion = packet.protocolVersion ?? 4;
    line.connect = packet;
    this.connects.push(packet);
    const sessionPresent = !packet.clean && this.#sessionOf === packet.clientId;
    if (!sessionPresent) this.#queue = [];
    this.#sessionOf = packet.clean ? undefined : packet.clientId;
    const properties = packet.protocolVersion === 5 ? { properties: { ...this.limits } } : {};
    this.#write(line, { cmd: 'connack', reasonCode: 0, returnCode: 0, sessionPresent, ...properties });
    for (const message of this.#queue.splice(0)) this.#deliver(line, message);
  }

  #published(line: Line, packet: IPublishPacket): void {
    const arrival = arrivalOf(packet, line.number);
    const id = packet.messageId ?? 0;
    this.arrivals.push(arrival);
    line.publishes += 1;
    if (line.unanswered.has(id)) this.faults.push(`packet id ${id} twice`);
    line.unanswered.add(id);
    this.mostUnanswered = Math.max(this.mostUnanswered, line.unanswered.size);
    const key = arrival.place ?? arrival.id;
    if (key !== undefined && line.sent.has(key)) this.faults.push(`${key} twice over one connection`);
    if (key !== undefined) line.sent.add(key);

    const answer = this.answer(arrival, line.publishes);
    if (answer === 'close') line.socket.destroy();
    if (typeof answer !== 'number') return;
    if (answer >= 0x80 && key !== undefined) line.sent.delete(key);
    const acknowledge = () => {
      line.unanswered.delete(id);
      this.#write(line, { cmd: 'puback', messageId: id, reasonCode: answer });
    };
    if (arrival.retain && answer < 0x80) this.#retain(arrival);
    const delayMs = typeof this.delayMs === 'number' ? this.delayMs : this.delayMs();
    if (delayMs > 0) setTimeout(acknowledge, delayMs);
    else acknowledge();
  }

  #retain({ topic, payload }: Arrival): void {
    if (payload === '') this.retained.delete(topic);
    else this.retained.set(topic, payload);
  }

  #deliver(line: Line, { topic, payload, retain = false, properties }: Sent): void {
    this.#lastId += 1;
    const message = { cmd: 'publish', topic, payload, retain, dup: false, qos: 1, messageId: this.#lastId } as const;
    this.#write(line, line.settings.protocolVersion === 5 && properties ? { ...message, properties } : message);
  }

  #write({ socket, settings, isLeft }: Line, packet: mqttPacket.Packet): void {
    if (socket.destroyed || isLeft) return;
    socket.write(mqttPacket.generate(packet, settings));
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }
}
