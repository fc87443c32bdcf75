import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { GatewayError } from '../../error.js';

/** Takes a datagram of the host it listens for; `answer` goes back to where it came from. */
export type TrapListener = (datagram: Buffer, answer: (bytes: Uint8Array) => void) => void;

export interface TrapPlace {
  /** IP address of a network card of ours, 0.0.0.0 or :: for all. */
  readonly address: string;
  /** UDP, 1 to 65535. */
  readonly port: number;
}

/** Someone's place at the post. */
export interface TrapBox {
  /** False once the port is gone for a reason that is not ours: take another box. */
  readonly open: boolean;
  /** The port is free again when the last box is given up. Idempotent. */
  close(): Promise<void>;
}

/** Where the traps of all devices of a gateway arrive: one UDP port for however many, told apart by where they come from. */
export interface TrapPost {
  /** Rejects with TRANSPORT_OPEN_FAILED when the port cannot be had. */
  listen(place: TrapPlace, from: string, listener: TrapListener): Promise<TrapBox>;
}

/** What the gateway gives to the sessions of devices that send traps. */
export interface TrapMeans {
  readonly traps: TrapPost;
}

interface Office {
  readonly socket: Socket;
  readonly boxes: Set<{ readonly from: string; readonly listener: TrapListener }>;
  open: boolean;
}

export function createTrapPost(): TrapPost {
  const offices = new Map<string, Promise<Office>>();

  const openOffice = async (key: string, { address, port }: TrapPlace): Promise<Office> => {
    const socket = createSocket({ type: isIP(address) === 6 ? 'udp6' : 'udp4', reuseAddr: false });
    const office: Office = { socket, boxes: new Set(), open: true };
    try {
      socket.bind(port, address);
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      const message = `udp ${address}:${port} for traps cannot be opened: ${String(error)}`;
      throw new GatewayError('TRANSPORT_OPEN_FAILED', message, { cause: error });
    }
    socket.on('error', () => {
      office.open = false;
      offices.delete(key);
      socket.close();
    });
    socket.on('message', (datagram, { address: sender, port: senderPort }) => {
      for (const box of office.boxes) {
        if (box.from !== sender) continue;
        box.listener(datagram, (bytes) => office.open && socket.send(bytes, senderPort, sender, () => {}));
      }
    });
    return office;
  };
  const officeAt = (place: TrapPlace): Promise<Office> => {
    const key = `${place.address}:${place.port}`;
    const known = offices.get(key);
    if (known) return known;
    const opening = openOffice(key, place);
    offices.set(key, opening);
    opening.catch(() => offices.delete(key));
    return opening;
  };
  const closeOffice = async (place: TrapPlace, office: Office) => {
    if (!office.open || office.boxes.size > 0) return;
    office.open = false;
    offices.delete(`${place.address}:${place.port}`);
    const closed = once(office.socket, 'close');
    office.socket.close();
    await closed;
  };
  return {
    async listen(place, from, listener) {
      const office = await officeAt(place);
      // Whoever was last may have closed it meanwhile.
      if (!office.open) return this.listen(place, from, listener);
      const box = { from, listener };
      office.boxes.add(box);
      return {
        get open() {
          return office.open && office.boxes.has(box);
        },
        async close() {
          if (office.boxes.delete(box)) await closeOffice(place, office);
        },
      };
    },
  };
}
