import type { PublishPacket } from 'aedes';

/** Retained messages that clients may leave on topics of their own, over all clients. */
const maxTopics = 1_000;
/** Bytes of their topics and payloads, over all clients. */
const maxBytes = 4_194_304;

/** Keeps account of what clients leave behind: the broker itself would take any amount into memory. */
export class RetainedLimit {
  readonly #bytes = new Map<string, number>();
  #total = 0;

  /** False when there is no room to keep this message; a message that is not retained always has room. */
  admit({ retain, topic, payload }: Pick<PublishPacket, 'retain' | 'topic' | 'payload'>): boolean {
    if (!retain) return true;
    const before = this.#bytes.get(topic) ?? 0;
    const after = payload.length === 0 ? 0 : Buffer.byteLength(topic) + payload.length;
    if (after > before && this.#total - before + after > maxBytes) return false;
    if (after > 0 && before === 0 && this.#bytes.size >= maxTopics) return false;
    this.#total += after - before;
    if (after === 0) this.#bytes.delete(topic);
    else this.#bytes.set(topic, after);
    return true;
  }
}
