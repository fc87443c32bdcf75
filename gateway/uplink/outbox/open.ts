import { join } from 'node:path';
import { GatewayError } from '../../../drivers/index.js';
import { type Files, nodeFiles } from '../../storage/files.js';
import { ChainState, parseSegmentName, type Segment } from './chain.js';
import { CursorFile, type Progress } from './cursor.js';
import { DeadLetters } from './dead-letters.js';
import { FileOutbox } from './file-outbox.js';
import { type Chain, chains, type Outbox, type OutboxOptions } from './outbox.js';
import { decodeSegmentHeader, type SegmentHeader, segmentHeaderBytes } from './record.js';
import { scanTail } from './scan.js';

/** Segments have a 64th of the bound, so that an eviction is no more than that, within these bytes. */
const segmentShare = 64;
const segmentLimits = { least: 64 * 1024, most: 4 * 1024 * 1024 };
/** Each of the two dead-letter files may have this share of the bound. */
const deadLetterShare = 64;

const noProgress: Progress = { acked: 0, sent: 0, evicted: 0 };

/**
 * Opens or makes the outbox. Only the newest file of each chain is read; of the others the header. A torn tail is cut.
 * Rejects with OUTBOX_WRITE_FAILED when the directory cannot be had or listed.
 */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { directory, files = nodeFiles, maxBytes, random } = options;
  try {
    await files.makeDirectory(directory);
    const listed = await files.list(directory);
    const { file: cursor, cursor: found } = await CursorFile.open(files, directory);
    const opened = await Promise.all(
      chains.map((chain) => openChain(chain, found?.chains[chain] ?? noProgress, listed, { ...options, files })),
    );
    const settle = once(async () => {
      await cursor.sync();
      for (const { newest } of opened) if (newest) await settleFile(files, newest);
      await files.syncDirectory(directory);
      for (const { done } of opened) for (const path of done) await files.remove(path).catch(() => undefined);
    });
    // A disk that takes nothing can still be read from: the appends will say what is wrong with it.
    await settle().catch(() => undefined);
    const epoch = found?.epoch ?? opened.find((each) => each.epoch)?.epoch ?? randomEpoch(random);
    const states = Object.fromEntries(opened.map(({ state }) => [state.chain, state])) as Record<Chain, ChainState>;
    const begun = new Set(opened.flatMap(({ isBegun, state }) => (isBegun ? [state.chain] : [])));
    return new FileOutbox(options, {
      files,
      epoch,
      states,
      begun,
      settle,
      cursor,
      deadLetters: await DeadLetters.open(files, directory, Math.floor(maxBytes / deadLetterShare)),
      untold: (found?.gaps ?? []).filter(({ seq }) => seq >= states.critical.next).map(({ gap }) => gap),
      segmentBytes: options.segmentBytes ?? clamp(Math.floor(maxBytes / segmentShare), segmentLimits),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayError('OUTBOX_WRITE_FAILED', `outbox ${directory}: ${why}`, { cause: error });
  }
}

interface Opened {
  readonly state: ChainState;
  /** A file without a whole record was found behind the others. */
  readonly isBegun: boolean;
  readonly epoch: string | undefined;
  readonly newest: NewestFile | undefined;
  /** Files that are acknowledged or evicted as a whole and were not removed yet. */
  readonly done: readonly string[];
}

interface NewestFile {
  readonly path: string;
  /** Where its last good record ends; 0 when there is none. */
  readonly end: number;
  readonly isTorn: boolean;
}

async function openChain(
  chain: Chain,
  progress: Progress,
  listed: readonly { readonly name: string; readonly bytes: number }[],
  options: OutboxOptions & { readonly files: Files },
): Promise<Opened> {
  const { directory, files, onReport } = options;
  const found = listed
    .flatMap(({ name, bytes }) => {
      const parsed = parseSegmentName(name);
      return parsed?.chain === chain ? [{ path: join(directory, name), first: parsed.first, bytes }] : [];
    })
    .sort((a, b) => a.first - b.first);
  const done: string[] = [];
  while (found[1] && found[1].first <= progress.acked + 1) done.push(...found.splice(0, 1).map(({ path }) => path));
  const headers = await Promise.all(found.map(({ path }) => readHeader(files, path)));
  const segments: Segment[] = [];
  let newestTime = 0;
  let isBegun = false;
  let newest: NewestFile | undefined;
  for (const [index, { path, first, bytes }] of found.entries()) {
    const time = headers[index]?.time ?? 0;
    const next = found[index + 1];
    if (next) {
      segments.push({ path, first, time, count: next.first - first, bytes });
      continue;
    }
    const tail = scanTail(Buffer.from((await files.read(path)) ?? []), first);
    newestTime = tail.time ?? (await newestTimeIn(files, found[index - 1])) ?? time;
    const end = tail.count > 0 ? tail.end : 0;
    if (end < bytes) onReport?.({ kind: 'torn-tail', chain, cutBytes: bytes - end });
    if (tail.count > 0) segments.push({ path, first, time, count: tail.count, bytes: end });
    else isBegun = true;
    newest = { path, end, isTorn: end < bytes };
  }
  const state = new ChainState(chain, segments, progress, newestTime);
  return { state, isBegun, epoch: headers.find((header) => header)?.epoch, newest, done };
}

/** When the last good record of a file was made. */
async function newestTimeIn(files: Files, file?: { path: string; first: number }): Promise<number | undefined> {
  if (!file) return undefined;
  const bytes = await files.read(file.path).catch(() => undefined);
  return bytes && scanTail(Buffer.from(bytes), file.first).time;
}

/** Cuts off what is torn and syncs the rest, which an earlier start may have been killed over. */
async function settleFile(files: Files, { path, end, isTorn }: NewestFile): Promise<void> {
  if (end === 0) return files.remove(path);
  const file = await files.open(path);
  try {
    if (isTorn) await file.truncate(end);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Runs until it has succeeded once. */
function once(run: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (!isDone) await run();
    isDone = true;
  };
}

async function readHeader(files: Files, path: string): Promise<SegmentHeader | undefined> {
  const bytes = await files.readStart(path, segmentHeaderBytes).catch(() => undefined);
  return bytes && decodeSegmentHeader(Buffer.from(bytes));
}

function randomEpoch(random: () => number): string {
  return Array.from({ length: 8 }, () => Math.floor(random() * 36).toString(36)).join('');
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
