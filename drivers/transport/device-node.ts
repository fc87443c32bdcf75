import { realpath, stat } from 'node:fs/promises';
import type { Clock, Timer } from '../clock.js';

/** ms between two looks at a device node. */
export const WATCH_INTERVAL_MS = 500;

/** What tells one device node from the next one under the same name. */
export interface NodeStat {
  readonly dev: number;
  readonly ino: number;
  readonly rdev: number;
}
export type StatNode = (path: string) => Promise<NodeStat>;

export interface DeviceNode {
  /** Where the configured path (perhaps a link in /dev/serial/by-id) led when it was opened. */
  readonly path: string;
  /** Undefined where ports are no files; such a node cannot be watched. */
  readonly stat: NodeStat | undefined;
}

export async function findNode(path: string, look: StatNode = stat): Promise<DeviceNode> {
  const resolved = await realpath(path).catch(() => path);
  return { path: resolved, stat: await look(resolved).catch(() => undefined) };
}

export interface WatchOptions {
  readonly clock: Clock;
  readonly look?: StatNode | undefined;
  readonly intervalMs?: number | undefined;
  /** Called once, with a sentence for the log. */
  readonly onGone: (detail: string) => void;
}

/**
 * Looks at the node until it is gone or another one stands in its place: serialport can miss an unplug for ever, the
 * node cannot (usb-hotplug.md, point 1). The caller closes the port.
 */
export function watchNode(node: DeviceNode, options: WatchOptions): { stop(): void } {
  const { clock, look = stat, intervalMs = WATCH_INTERVAL_MS, onGone } = options;
  let timer: Timer | undefined;
  let stopped = node.stat === undefined;
  const check = async () => {
    const finding = await whatHappened(node, look);
    if (stopped) return;
    if (finding === undefined) return next();
    stopped = true;
    onGone(finding);
  };
  const next = () => {
    timer = clock.setTimeout(check, intervalMs);
  };
  if (!stopped) next();
  return {
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}

async function whatHappened({ path, stat: before }: DeviceNode, look: StatNode): Promise<string | undefined> {
  try {
    const now = await look(path);
    const same = now.dev === before?.dev && now.ino === before.ino && now.rdev === before.rdev;
    return same ? undefined : `device node ${path} was replaced: another device, or the same one plugged in again`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? `device node ${path} is gone` : undefined;
  }
}
