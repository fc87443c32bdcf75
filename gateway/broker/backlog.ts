import type { AedesPublishPacket, Client } from 'aedes';

/** Up to this much waiting is what one turn of the event loop may leave behind, bytes. */
const ordinaryBytes = 65_536;
/** What may wait for one client behind a packet of the largest size, bytes. */
const roomBytes = 262_144;
/** Messages that may wait for one client: the broker keeps some 1 kB for each beside its bytes. */
const maxMessages = 10_000;

type Forward = <P extends AedesPublishPacket>(client: Client, packet: P) => P | null;

/**
 * Bounds what waits for a client that reads too slowly or not at all: it is cut when more than `maxPacketBytes` and
 * 256 KiB wait, or 10,000 messages. Answers whether the packet is for it. A client in step costs one comparison.
 */
export function boundBacklog(maxPacketBytes: number): Forward {
  const maxBytes = maxPacketBytes + roomBytes;
  const messages = new WeakMap<Client, number>();
  return (client, packet) => {
    const { conn } = client;
    const bytes = conn.writableLength;
    if (bytes <= ordinaryBytes) return packet;
    const waiting = messages.get(client) ?? 0;
    if (bytes > maxBytes || waiting >= maxMessages) {
      conn.destroy(new Error(`does not read: ${waiting} messages, ${bytes} bytes wait for it`));
      return null;
    }
    if (waiting === 0) conn.once('drain', () => messages.delete(client));
    messages.set(client, waiting + 1);
    return packet;
  };
}
