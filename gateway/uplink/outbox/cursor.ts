import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Files, OpenFile } from '../../storage/files.js';
import { openNamed } from './named-file.js';
import { chains } from './outbox.js';

/** How far a chain has come. */
const progressSchema = z.object({
  /** Everything up to here is acknowledged or gone. */
  acked: z.number().int().min(0),
  /** Newest record ever handed out to be sent. */
  sent: z.number().int().min(0),
  evicted: z.number().int().min(0),
});

const gapSchema = z.object({
  epoch: z.string(),
  chain: z.enum(chains),
  first: z.number(),
  last: z.number(),
  count: z.number(),
  sentThrough: z.number().optional(),
  from: z.number(),
  to: z.number(),
  reason: z.enum(['space', 'age', 'disk', 'damaged', 'refused']),
});

const cursorSchema = z.object({
  epoch: z.string().regex(/^[a-z0-9]{8}$/),
  chains: z.object({ critical: progressSchema, event: progressSchema, telemetry: progressSchema }),
  /** Evictions decided whose gap may not be in the critical chain yet; it has or gets the record `seq` there. */
  gaps: z.array(z.object({ seq: z.number(), gap: gapSchema })),
});

/** Generation and content. */
const slotSchema = z.tuple([z.number(), cursorSchema]);

export type Cursor = z.infer<typeof cursorSchema>;
export type Progress = z.infer<typeof progressSchema>;

/** Bytes of the cursor file: two slots, of which the last one that was synced is never written over. */
export const cursorBytes = 4_096;
const slotBytes = cursorBytes / 2;
/** Entries of `gaps` that fit into a slot beside the rest, whatever their numbers are. */
export const mostUntoldEvictions = 6;

/** A slot: crc32 in 8 hex digits, a blank, JSON `[generation, cursor]`, blanks to its end. */
function encodeSlot(generation: number, cursor: Cursor): Buffer {
  const text = Buffer.from(JSON.stringify([generation, cursor]));
  const slot = Buffer.alloc(slotBytes, ' ');
  text.copy(slot, 9);
  slot.write(crc32(slot.subarray(9)).toString(16).padStart(8, '0'), 0, 'latin1');
  return slot;
}

function decodeSlot(slot: Buffer): { generation: number; cursor: Cursor } | undefined {
  if (slot.length !== slotBytes) return undefined;
  if (Number.parseInt(slot.toString('latin1', 0, 8), 16) !== crc32(slot.subarray(9))) return undefined;
  const parsed = slotSchema.safeParse(jsonOf(slot.toString('utf8', 9)));
  return parsed.success ? { generation: parsed.data[0], cursor: parsed.data[1] } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The outbox's place in its chains. An old place costs duplicates, never a loss, so it is synced only where an eviction
 * depends on it (messaging.md 4.2).
 */
export class CursorFile {
  readonly #files: Files;
  readonly #directory: string;
  #file: OpenFile | undefined;
  #generation: number;
  /** The slot to write to. */
  #slot: number;
  /** Bytes of the file. */
  #found: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    files: Files,
    directory: string,
    { found, ...newest }: { found: number; slot: number; generation: number },
  ) {
    this.#files = files;
    this.#directory = directory;
    this.#found = found;
    this.#generation = newest.generation;
    this.#slot = 1 - newest.slot;
  }

  /** `cursor` is undefined when there is none that can be read. */
  static async open(files: Files, directory: string): Promise<{ file: CursorFile; cursor: Cursor | undefined }> {
    const path = join(directory, 'cursor');
    const bytes = Buffer.from((await files.read(path)) ?? []);
    const [newest] = [0, 1]
      .flatMap((slot) => {
        const found = decodeSlot(bytes.subarray(slot * slotBytes, (slot + 1) * slotBytes));
        return found ? [{ slot, ...found }] : [];
      })
      .sort((a, b) => b.generation - a.generation);
    const { slot = 1, generation = 0, cursor } = newest ?? {};
    return { file: new CursorFile(files, directory, { found: bytes.length, slot, generation }), cursor };
  }

  /** Resolves when the cursor that was found, if any, survives a power cut. */
  sync(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#generation > 0) await this.#open();
    });
  }

  /** Writes behind all earlier writes; with `durable` resolves when it survives a power cut. */
  write(cursor: Cursor, durable: boolean): Promise<void> {
    return this.#inTurn(() => this.#write(cursor, durable));
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close().catch(() => undefined);
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(run);
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async #write(cursor: Cursor, durable: boolean): Promise<void> {
    const file = await this.#open();
    this.#generation += 1;
    await file.write(encodeSlot(this.#generation, cursor), this.#slot * slotBytes);
    if (!durable) return;
    await file.datasync();
    this.#slot = 1 - this.#slot;
  }

  /** With what an earlier start wrote and may have been killed over: it is not written over before it is synced. */
  async #open(): Promise<OpenFile> {
    if (this.#file) return this.#file;
    const file = await openNamed(this.#files, this.#directory, join(this.#directory, 'cursor'));
    try {
      // All of it from the beginning: a disk that runs full later still takes what is written over.
      if (this.#found < cursorBytes) await file.write(Buffer.alloc(cursorBytes - this.#found, ' '), this.#found);
      this.#found = cursorBytes;
      await file.datasync();
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#file = file;
    return file;
  }
}
