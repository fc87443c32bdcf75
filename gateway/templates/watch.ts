import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, DriverLogger, Template, Timer } from '../../drivers/index.js';
import { formatProblem } from '../config/problems.js';
import { type FileFailure, readFileLimited } from '../config/read-text.js';
import { listFolder, readTemplateFolder, type TemplateFolder } from './folder.js';
import type { OwnTemplates } from './own.js';

/**
 * An editor changes a file in several steps; it is read when nothing has happened for so long, and counts when it reads
 * the same so much later, ms. The system may tell of a change only after half of it has been read.
 */
const quietMs = 250;
/** Where the system cannot watch, the folder is read this often, ms. */
const lookMs = 30_000;

export interface TemplateWatch {
  /** The templates as they are now. */
  current(): ReadonlyMap<string, Template>;
  /** Tells what is wrong in the folder, a line each with file and line: now, and whenever that changes; none = all is well. */
  onProblems(tell: (problems: readonly string[]) => void): void;
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
  let problems: readonly string[] = [];
  let tell: (problems: readonly string[]) => void = () => undefined;
  /** What counts, and what was read last. */
  let settled = formOf({ sound: byName, problems: [] });
  let found = settled;
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
    const form = formOf(read);
    const isSettled = form === settled || form === found;
    found = form;
    if (!isSettled) return lookIn(quietMs);
    if (!watcher) lookIn(lookMs);
    if (form === settled) return;
    settled = form;
    if ('sound' in read) take(read);
    else say(current.size > 0 ? [`${folder}: found ${read.failure.found}, allowed: ${read.failure.allowed}`] : []);
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
    say(read.problems.map(formatProblem));
  }

  /** Logs a problem once, however often another file changes beside it. */
  function say(now: readonly string[]): void {
    const fresh = now.filter((problem) => !problems.includes(problem));
    problems = now;
    if (fresh.length > 0) logger.warn('ticket templates are wrong: the last good ones stay', { problems: fresh });
    tell(problems);
  }

  await look();
  return {
    current: () => current,
    onProblems(listener) {
      tell = listener;
      tell(problems);
    },
    stop() {
      stopped = true;
      timer?.cancel();
      watcher?.close();
    },
  };
}

/** Whether two readings found the same. */
function formOf(read: Pick<TemplateFolder, 'sound' | 'problems'> | { readonly failure: FileFailure }): string {
  return JSON.stringify('sound' in read ? [[...read.sound], read.problems] : read);
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
