import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import mqttPacket, {
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type Packet,
} from 'mqtt-packet';
import { Arrivals } from './arrivals.js';

/** How a centre treats one connection; what is left out is done as a friendly server does it. */
export interface Behaviour {
  readonly connect?: (connection: CentralConnection, packet: IConnectPacket) => void;
  readonly subscribe?: (connection: CentralConnection, packet: ISubscribePacket) => void;
  readonly publish?: (connection: CentralConnection, packet: IPublishPacket) => void;
  readonly pingreq?: (connection: CentralConnection) => void;
}

export const silence = (): void => undefined;
export const close = (connection: CentralConnection): void => connection.close();
/** A CONNACK; without a code a friendly one. */
export const connack =
  (answer: Partial<IConnackPacket> = {}) =>
  (connection: CentralConnection): void =>
    connection.send({ cmd: 'connack', reasonCode: 0, returnCode: 0, sessionPresent: false, ...answer });
export const suback =
  (code: number) =>
  (connection: CentralConnection, { messageId = 0, subscriptions }: ISubscribePacket): void =>
    connection.send({ cmd: 'suback', messageId, granted: subscriptions.map(() => code) });
export const puback =
  (reasonCode: number) =>
  (connection: CentralConnection, { messageId = 0 }: IPublishPacket): void =>
    connection.send({ cmd: 'puback', messageId, reasonCode });

const friendly = { connect: connack(), subscribe: suback(1), publish: puback(0) } satisfies Behaviour;

/** One client's connection, seen from the centre. */
export class CentralConnection {
  readonly socket: Socket;
  /** What the client sent, in order. */
  readonly packets = new Arrivals<Packet>();
  readonly publishes = new Arrivals<IPublishPacket>();
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  readonly #settings = { protocolVersion: 4 };

  constructor(socket: Socket, behaviour: Behaviour) {
    this.socket = socket;
    this.ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    const parser = mqttPacket.parser(this.#settings);
    parser.on('packet', (packet) => this.#take(packet, behaviour));
    parser.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => parser.parse(bytes));
  }

  /** Of the CONNECT. */
  get protocolVersion(): number {
    return this.#settings.protocolVersion;
  }

  get connectPacket(): IConnectPacket {
    const [first] = this.packets.all;
    if (first?.cmd !== 'connect') throw new Error('the client sent no CONNECT');
    return first;
  }

  bytesOf(...packets: Packet[]): Buffer {
    return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, this.#settings)));
  }

  /** All of them in one write. */
  send(...packets: Packet[]): void {
    this.socket.write(this.bytesOf(...packets));
  }

  close(): void {
    this.socket.end();
  }

  /** The packets of one kind so far. */
  sent<Cmd extends Packet['cmd']>(cmd: Cmd): Extract<Packet, { cmd: Cmd }>[] {
    return this.packets.all.filter((packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd);
  }

  #take(packet: Packet, behaviour: Behaviour): void {
    if (packet.cmd === 'connect') this.#settings.protocolVersion = packet.protocolVersion ?? 4;
    this.packets.add(packet);
    if (packet.cmd === 'connect') (behaviour.connect ?? friendly.connect)(this, packet);
    else if (packet.cmd === 'subscribe') (behaviour.subscribe ?? friendly.subscribe)(this, packet);
    else if (packet.cmd === 'pingreq') (behaviour.pingreq ?? ((it) => it.send({ cmd: 'pingresp' })))(this);
    else if (packet.cmd === 'disconnect') this.close();
    else if (packet.cmd === 'publish') {
      this.publishes.add(packet);
      (behaviour.publish ?? friendly.publish)(this, packet);
    }
  }
}

export interface CentralServerOptions {
  /** How the first connections are treated, one after the other. */
  readonly script?: readonly Behaviour[];
  /** How those behind the script are treated. */
  readonly afterwards?: Behaviour;
  readonly tls?: TlsOptions;
}

/** A central MQTT server that does what it is told, on a port of loopback; it shares no code with the gateway. */
export class CentralServer {
  readonly connections = new Arrivals<CentralConnection>();
  readonly #server: Server;

  private constructor({ script = [], afterwards = {}, tls }: CentralServerOptions) {
    const take = (socket: Socket) => {
      const behaviour = script[this.connections.all.length] ?? afterwards;
      this.connections.add(new CentralConnection(socket, behaviour));
    };
    this.#server = tls ? createTlsServer(tls, take) : createServer({ noDelay: true }, take);
  }

  static async start(options: CentralServerOptions = {}): Promise<CentralServer> {
    const centre = new CentralServer(options);
    centre.#server.listen(0, '127.0.0.1');
    await once(centre.#server, 'listening');
    return centre;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const { socket } of this.connections.all) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
