import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket as TcpSocket } from 'node:net';

/** Tries for a number that is free for UDP and TCP alike, where any will do. */
const tries = 10;

export interface Ports {
  /** Opens or closes; the number stays the same from the first opening on. One change after the other, the last one stays. */
  bring(open: boolean): Promise<void>;
  send(datagram: Uint8Array, to: { port: number; address: string }): void;
  readonly port: number;
}

interface Opened {
  readonly udp: Socket;
  readonly tcp: Server | undefined;
  readonly connections: Set<TcpSocket>;
}

/** The UDP port of an agent, and the TCP port of that number, where connections are taken and nothing is ever said. */
export function createPorts(
  address: { host: string; port: number },
  withTcp: boolean,
  onDatagram: (datagram: Uint8Array, from: { port: number; address: string }) => void,
): Ports {
  let { port } = address;
  let opened: Opened | undefined;
  let wanted = false;
  let change: Promise<void> = Promise.resolve();

  const openAt = async (number: number): Promise<Opened> => {
    const udp = createSocket('udp4');
    const connections = new Set<TcpSocket>();
    try {
      udp.bind(number, address.host);
      await once(udp, 'listening');
      udp.on('error', () => {});
      udp.on('message', onDatagram);
      if (!withTcp) return { udp, tcp: undefined, connections };
      const tcp = createServer((socket) => {
        connections.add(socket);
        socket.on('close', () => connections.delete(socket));
        socket.on('error', () => socket.destroy());
        socket.resume();
      });
      tcp.listen(udp.address().port, address.host);
      await once(tcp, 'listening');
      return { udp, tcp, connections };
    } catch (error) {
      udp.close();
      throw error;
    }
  };
  const open = async (): Promise<Opened> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await openAt(port);
      } catch (error) {
        if (port !== 0 || attempt === tries) throw error;
      }
    }
  };
  const close = async ({ udp, tcp, connections }: Opened): Promise<void> => {
    const closed = [once(udp, 'close'), ...(tcp ? [once(tcp, 'close')] : [])];
    udp.close();
    tcp?.close();
    for (const connection of connections) connection.destroy();
    await Promise.all(closed);
  };

  return {
    get port() {
      return port;
    },
    bring(open_) {
      wanted = open_;
      change = change
        .catch(() => {})
        .then(async () => {
          if (opened && !wanted) {
            const closing = opened;
            opened = undefined;
            await close(closing);
          } else if (!opened && wanted) {
            opened = await open();
            port = opened.udp.address().port;
          }
        });
      return change;
    },
    send(datagram, to) {
      opened?.udp.send(datagram, to.port, to.address, () => {});
    },
  };
}
