import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '../../drivers/index.js';

export interface PlugWatchOptions {
  /** Where the system puts the nodes of devices; default `/dev`. */
  readonly directory?: string;
  readonly clock: Clock;
  /** Something may have been plugged in; called twice per occasion. */
  readonly onPlug: () => void;
}

/** Nodes of serial adapters, HID devices and printers, and the directory that comes with the first printer. */
const nodes = /^(?:tty(?:USB|ACM)\d+|hidraw\d+|lp\d+|usb)$/;
/** udev gives a new node its owner and its links some half a second later (usb-hotplug.md, figures), ms. */
const settleMs = [600, 2_500];

/**
 * Notices devices that are plugged in, so that nobody waits for the next try of a back-off that has grown to a minute. Where
 * the system cannot watch, that try finds them.
 */
export function watchPlugs({ directory = '/dev', clock, onPlug }: PlugWatchOptions): { stop(): void } {
  let timers: Timer[] = [];
  let printers: FSWatcher | undefined;

  const seen = (name: string | null) => {
    if (name === null || !nodes.test(name)) return;
    if (name === 'usb') watchPrinters();
    for (const timer of timers) timer.cancel();
    timers = settleMs.map((ms) => clock.setTimeout(onPlug, ms));
  };
  const watchDirectory = (path: string): FSWatcher | undefined => {
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => seen(name));
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  };
  /** Anew each time: it comes and goes with the printers, and is another directory then. */
  function watchPrinters(): void {
    printers?.close();
    printers = watchDirectory(join(directory, 'usb'));
  }
  const all = watchDirectory(directory);
  watchPrinters();
  return {
    stop() {
      all?.close();
      printers?.close();
      for (const timer of timers) timer.cancel();
    },
  };
}
