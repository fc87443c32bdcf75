import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { linkDirectory, type PseudoTerminal, pseudoTerminal } from './socat.js';

/** The sockets in the wall of one test. */
export interface PseudoTerminals {
  /** Where a device of this name stands or would stand. */
  pathOf(name: string): string;
  /** Plugs a device in; it is pulled out after the test. */
  plugIn(name: string): Promise<PseudoTerminal>;
  /** Closes it after the test, before what was plugged in or opened earlier ends. */
  closeAfter<Link extends { close(): Promise<unknown> }>(link: Link): Link;
}

/** To be called at the top of a test file: each of its tests has a folder of its own. */
export function pseudoTerminals(): PseudoTerminals {
  let directory: string;
  let ends: (() => Promise<unknown>)[];

  beforeEach(async () => {
    directory = await linkDirectory();
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await rm(directory, { recursive: true });
  });

  const pathOf = (name: string) => join(directory, name);
  return {
    pathOf,
    async plugIn(name) {
      const device = await pseudoTerminal(pathOf(name));
      ends.push(() => device.kill());
      return device;
    },
    closeAfter(link) {
      ends.push(() => link.close());
      return link;
    },
  };
}
