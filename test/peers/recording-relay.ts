import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { onTestFinished } from 'vitest';

/** What passed between a client and its centre, in whatever pieces: MQTT 5, every byte handed on as it came. */
export interface RecordingRelay {
  readonly port: number;
  /** Payloads of PUBLISHes to which the centre has answered with a PUBACK. */
  readonly taken: Set<string>;
}

/** The way to the centre on `port`, for the test that made it. A side that ends, ends the other. */
export async function relayTo(port: number): Promise<RecordingRelay> {
  const taken = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const centre = connect(port, '127.0.0.1');
    const inFlight = new Map<number, string>();
    read(client, (packet) => {
      if (packet.cmd === 'publish') inFlight.set(Number(packet.messageId), packet.payload.toString());
    });
    read(centre, (packet) => {
      const payload = packet.cmd === 'puback' ? inFlight.get(Number(packet.messageId)) : undefined;
      if (payload !== undefined) taken.add(payload);
    });
    for (const [from, to] of [
      [client, centre],
      [centre, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, taken };
}

function read(socket: Socket, onPacket: (packet: Packet) => void): void {
  const parser = mqttPacket.parser({ protocolVersion: 5 });
  parser.on('packet', onPacket);
  socket.on('data', (bytes) => parser.parse(bytes));
}
