import { z } from 'zod';
import type { Clock } from '../../drivers/index.js';
import type { Change } from '../storage/change.js';

/** A message as it will be posted. */
export const queuedMessageSchema = z.strictObject({
  topic: z.string(),
  /** When the message was made, RFC 3339. */
  time: z.string(),
  /** JSON of the envelope, exactly as it is signed and sent. */
  body: z.string(),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

export interface QueueItem extends QueuedMessage {
  /** Envelope id: the same over retries and restarts. */
  readonly id: string;
}

/** The keyed part of the store this module needs. */
export interface QueueTable {
  get(key: string): QueuedMessage | undefined;
  change(key: string, value: QueuedMessage | undefined): Change;
}

export interface QueueOptions {
  readonly webhookId: string;
  readonly table: QueueTable;
  readonly clock: Clock;
  readonly maxBytes: number;
  /** ms */
  readonly maxAgeMs: number;
  /** What is gone from the queue is to be deleted from the disk, some time soon. */
  readonly onGone: (change: Change) => void;
  readonly onEvicted: (count: number, why: 'full' | 'old') => void;
}

interface Entry {
  readonly id: string;
  readonly bytes: number;
  /** On the monotonic clock, ms. */
  readonly since: number;
}

/** What a message costs besides its body, bytes, in memory and on disk. */
const overheadBytes = 200;

/**
 * The messages that one webhook has not been told of, oldest first, bounded by bytes and age; the oldest go first. The
 * messages themselves are in the table, which survives: this is their order.
 */
export class WebhookQueue {
  readonly #options: QueueOptions;
  #entries: Entry[] = [];
  #bytes = 0;
  #busy: string | undefined;
  #wake: () => void = () => undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get depth(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** ms; undefined of an empty queue. */
  get oldestAgeMs(): number | undefined {
    const [oldest] = this.#entries;
    return oldest && this.#options.clock.monotonic() - oldest.since;
  }

  /** A message of the table takes its place at the end; `ageMs` where it has waited before this start. */
  push(id: string, message: QueuedMessage, ageMs = 0): void {
    const bytes = Buffer.byteLength(message.body) + overheadBytes;
    this.#entries.push({ id, bytes, since: this.#options.clock.monotonic() - ageMs });
    this.#bytes += bytes;
    this.#keepBounds();
    this.#wake();
  }

  /** The message to send next, which stays and is not evicted until `done` or `release`; undefined when there is none. */
  take(): QueueItem | undefined {
    this.#keepBounds();
    const { webhookId, table } = this.#options;
    for (let entry = this.#entries[0]; entry; entry = this.#entries[0]) {
      const message = table.get(keyOf(webhookId, entry.id));
      if (message) {
        this.#busy = entry.id;
        return { id: entry.id, ...message };
      }
      this.#remove(0);
    }
    return undefined;
  }

  /** The message that was taken needs no further attempt. */
  done(): void {
    const [first] = this.#entries;
    if (first && first.id === this.#busy) this.#remove(0);
    this.#busy = undefined;
  }

  /** The message that was taken waits on. */
  release(): void {
    this.#busy = undefined;
  }

  /** Calls back once when a message has come; replaces an earlier callback. */
  onPushed(wake: () => void): void {
    this.#wake = () => {
      this.#wake = () => undefined;
      wake();
    };
  }

  #keepBounds(): void {
    const { clock, maxBytes, maxAgeMs, onEvicted } = this.#options;
    const spare = () => (this.#entries[0]?.id === this.#busy ? 1 : 0);
    const evictWhile = (why: 'full' | 'old', isOver: (entry: Entry) => boolean) => {
      let count = 0;
      for (;;) {
        const entry = this.#entries[spare()];
        if (!entry || !isOver(entry)) break;
        this.#remove(spare());
        count += 1;
      }
      if (count > 0) onEvicted(count, why);
    };
    evictWhile('old', ({ since }) => clock.monotonic() - since > maxAgeMs);
    evictWhile('full', () => this.#bytes > maxBytes);
  }

  #remove(index: number): void {
    const [entry] = this.#entries.splice(index, 1);
    if (!entry) return;
    this.#bytes -= entry.bytes;
    this.#options.onGone(this.#options.table.change(keyOf(this.#options.webhookId, entry.id), undefined));
  }
}

/** Neither id has a "/". */
export function keyOf(webhookId: string, id: string): string {
  return `${webhookId}/${id}`;
}

export function parseKey(key: string): { readonly webhookId: string; readonly id: string } {
  const at = key.indexOf('/');
  return { webhookId: key.slice(0, at), id: key.slice(at + 1) };
}
