import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, DriverLogger, Template, Timer } from '../../drivers/index.js';
import { formatProblem } from '../config/problems.js';
import { readFileLimited } from '../config/read-text.js';
import { listFolder, readTemplateFolder, type TemplateFolder } from './folder.js';
import type { OwnTemplates } from './own.js';

/** An editor changes a file in several steps; it is read when nothing has happened for so long, ms. */
const quietMs = 200;
/** Where the system cannot watch, the folder is read this often, ms. */
const lookMs = 30_000;

export interface TemplateWatch {
  /** The templates as they are now. */
  current(): ReadonlyMap<string, Template>;
  stop(): void;
}

export interface TemplateWatchOptions {
  /** What has been read already. */
  readonly own: OwnTemplates;
  readonly clock: Clock;
  readonly logger: DriverLogger;
}

/**
 * Rereads the branch's templates whenever their folder changes. A template with a mistake keeps its last good form.
 * Resolves when no change can be missed any more; never rejects.
 */
export async function watchTemplates({
  own: { folder, byName },
  clock,
  logger,
}: TemplateWatchOptions): Promise<TemplateWatch> {
  let current = byName;
  let told: ReadonlySet<string> = new Set();
  let watcher: FSWatcher | undefined;
  let timer: Timer | undefined;
  let stopped = false;
  let reading = Promise.resolve();

  const lookIn = (ms: number) => {
    timer?.cancel();
    timer = clock.setTimeout(() => {
      timer = undefined;
      reading = reading.then(look);
    }, ms);
  };

  async function look(): Promise<void> {
    if (stopped) return;
    // Anew each time, and before it reads: a folder that was exchanged is another one, and no change falls between.
    watcher?.close();
    watcher = watchFolder(folder, () => lookIn(quietMs));
    const read = await readTemplateFolder(folder, { readFile: readFileLimited, listFolder });
    // What has changed meanwhile may be half of this and half of that: it is read again anyway.
    if (stopped || timer) return;
    if (!watcher) lookIn(lookMs);
    if ('sound' in read) take(read);
    else if (current.size > 0) warn([`${folder}: found ${read.failure.found}, allowed: ${read.failure.allowed}`]);
  }

  function take(read: TemplateFolder): void {
    const kept = [...read.broken].flatMap((name): [string, Template][] => {
      const good = current.get(name);
      return good ? [[name, good]] : [];
    });
    const next = new Map([...read.sound, ...kept]);
    const names = [...new Set([...current.keys(), ...next.keys()])].sort();
    const changed = names.filter((name) => JSON.stringify(current.get(name)) !== JSON.stringify(next.get(name)));
    current = next;
    if (changed.length > 0) logger.info('ticket templates have changed', { changed });
    warn(read.problems.map(formatProblem));
  }

  /** Says what is wrong, once: it is read again with each change of another file. */
  function warn(problems: readonly string[]): void {
    const fresh = problems.filter((problem) => !told.has(problem));
    told = new Set(problems);
    if (fresh.length > 0) logger.warn('ticket templates are wrong: the last good ones stay', { problems: fresh });
  }

  await look();
  return {
    current: () => current,
    stop() {
      stopped = true;
      timer?.cancel();
      watcher?.close();
    },
  };
}

/** Watches a folder, or the one above while there is none; undefined where the system cannot. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  const start = (path: string, concerns: (name: string | null) => boolean) => {
    try {
      const watcher = watch(path, { persistent: false });
      watcher.on('change', (_event, name) => concerns(name === null ? null : String(name)) && onChange());
      // The folder itself has gone, on some systems.
      watcher.on('error', onChange);
      return watcher;
    } catch {
      return undefined;
    }
  };
  return start(folder, () => true) ?? start(dirname(folder), (name) => name === null || name === basename(folder));
}
