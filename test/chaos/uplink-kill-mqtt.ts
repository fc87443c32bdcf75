import { createServer, type Server, type Socket } from 'node:net';
import mqttPacket, { type IPublishPacket } from 'mqtt-packet';
import type { Chain } from '../../gateway/uplink/outbox/outbox.js';

/** What the centre got out of an outbox, with its place there. */
export interface Arrival {
  readonly topic: string;
  readonly payload: string;
  readonly chain: Chain;
  readonly seq: number;
}

/** A central MQTT 5 broker as far as an uplink needs one; it takes and acknowledges everything. */
export interface MqttCentre {
  readonly port: number;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  /** Ends all connections and listens no more. */
  goAway(): Promise<void>;
}

/** The centre is away at first. */
export async function createMqttCentre(port: number, arrive: (arrival: Arrival) => void): Promise<MqttCentre> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const answer = (packet: mqttPacket.Packet) => socket.write(mqttPacket.generate(packet, { protocolVersion: 5 }));
    const parser = mqttPacket.parser({ protocolVersion: 5 });
    socket.on('data', (chunk) => parser.parse(chunk));
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connect') answer({ cmd: 'connack', reasonCode: 0, sessionPresent: false });
      if (packet.cmd === 'pingreq') answer({ cmd: 'pingresp' });
      if (packet.cmd === 'subscribe') answer({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1] });
      if (packet.cmd !== 'publish') return;
      const arrival = arrivalOf(packet);
      if (arrival) arrive(arrival);
      if (packet.qos === 1) answer({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 });
    });
  };

  return {
    port,
    async comeBack() {
      const next = createServer({ noDelay: true }, serve);
      server = next;
      await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    },
    async goAway() {
      const last = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (last) await new Promise((resolve) => last.close(resolve));
    },
  };
}

/** The place stands in a user property, or in the gateway's own envelope; a state has none. */
function arrivalOf({ topic, payload: bytes, properties }: IPublishPacket): Arrival | undefined {
  const payload = bytes.toString();
  const own = topic.startsWith('branch/') && payload !== '' ? (JSON.parse(payload) as { outbox?: string }).outbox : '';
  const place = String(properties?.userProperties?.['outbox'] ?? own ?? '');
  const [, chain, seq] = /^[a-z0-9]{8}\.(\w+)\.(\d+)$/.exec(place) ?? [];
  return chain === undefined ? undefined : { topic, payload, chain: chain as Chain, seq: Number(seq) };
}
