import { join } from 'node:path';
import type { Files, OpenFile } from '../../storage/files.js';
import { openNamed } from './named-file.js';
import type { OutboxRecord } from './outbox.js';

const name = 'dead-letters.jsonl';
const olderName = 'dead-letters.older.jsonl';

/** A line for people: what the centre would not take, when, and what it said. */
export function deadLetterLine(record: OutboxRecord, reason: string, time: number): Buffer {
  const { chain, seq, topic, payload } = record;
  const text = Buffer.from(payload).toString('utf8');
  const readable = !/[^\P{Cc}\t\r\n]/u.test(text) && Buffer.from(text, 'utf8').equals(payload);
  const letter = {
    time: new Date(time).toISOString(),
    made: new Date(record.time).toISOString(),
    chain,
    seq,
    topic,
    reason,
    ...(readable ? { payload: text } : { payloadBase64: Buffer.from(payload).toString('base64') }),
  };
  return Buffer.from(`${JSON.stringify(letter)}\n`, 'utf8');
}

/** The messages the centre will never take: two files of JSON lines, the older of which goes when the newer is full. */
export class DeadLetters {
  readonly #files: Files;
  readonly #directory: string;
  /** Bound of each of the two files, bytes. */
  readonly #maxFileBytes: number;
  #file: OpenFile | undefined;
  #bytes: number;
  #olderBytes: number;
  #count: number;
  /** What a failed or torn write may have left behind the last whole line. */
  #looseBytes: number;

  private constructor(files: Files, directory: string, maxFileBytes: number, found: { newer: Buffer; older: Buffer }) {
    this.#files = files;
    this.#directory = directory;
    this.#maxFileBytes = maxFileBytes;
    this.#bytes = found.newer.lastIndexOf('\n') + 1;
    this.#looseBytes = found.newer.length - this.#bytes;
    this.#olderBytes = found.older.length;
    this.#count = linesOf(found.newer) + linesOf(found.older);
  }

  static async open(files: Files, directory: string, maxFileBytes: number): Promise<DeadLetters> {
    const read = async (file: string) => Buffer.from((await files.read(join(directory, file))) ?? []);
    return new DeadLetters(files, directory, maxFileBytes, { newer: await read(name), older: await read(olderName) });
  }

  /** Bytes of both files. */
  get bytes(): number {
    return this.#bytes + this.#looseBytes + this.#olderBytes;
  }

  /** Letters in the files when they were opened, and since. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the line survives a power cut. Rejects with the file system's error. */
  async append(line: Buffer): Promise<void> {
    if (this.#bytes > 0 && this.#bytes + line.length > this.#maxFileBytes) await this.#turnOver();
    this.#file ??= await openNamed(this.#files, this.#directory, join(this.#directory, name));
    if (this.#looseBytes > 0) await this.#file.truncate(this.#bytes);
    this.#looseBytes = line.length;
    await this.#file.write(line, this.#bytes);
    await this.#file.datasync();
    this.#looseBytes = 0;
    this.#bytes += line.length;
    this.#count += 1;
  }

  async close(): Promise<void> {
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
  }

  async #turnOver(): Promise<void> {
    await this.close();
    await this.#files.rename(join(this.#directory, name), join(this.#directory, olderName));
    this.#olderBytes = this.#bytes + this.#looseBytes;
    this.#bytes = 0;
    this.#looseBytes = 0;
    await this.#files.syncDirectory(this.#directory);
  }
}

function linesOf(text: Buffer): number {
  let lines = 0;
  for (const byte of text) if (byte === 0x0a) lines += 1;
  return lines;
}
