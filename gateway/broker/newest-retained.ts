import type { PublishPacket } from 'aedes';

type Retained = Pick<PublishPacket, 'topic' | 'payload'>;

/** The part of the broker's persistence that is watched. */
export interface RetainedStore {
  storeRetained(packet: Retained): Promise<void>;
}

/**
 * Answers whether a packet may still go out: one that comes from what is retained must be the newest of its topic. The
 * broker reads what it retains while new messages pass, so that a subscriber could be left with the older one of two.
 */
export function watchRetained(store: RetainedStore): (packet: Retained & Pick<PublishPacket, 'retain'>) => boolean {
  const newest = new Map<string, PublishPacket['payload']>();
  const storeRetained = store.storeRetained.bind(store);
  store.storeRetained = (packet) => {
    if (packet.payload.length === 0) newest.delete(packet.topic);
    else newest.set(packet.topic, packet.payload);
    return storeRetained(packet);
  };
  // What is on its way to subscribers who were there when it was published does not carry the flag any more.
  return ({ retain, topic, payload }) => !retain || newest.get(topic) === payload;
}
