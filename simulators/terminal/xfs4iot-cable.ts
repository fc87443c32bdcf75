import { cableOut } from './cable-out.js';

/** The network cable of a terminal that listens on one port. */
export interface Cable {
  /** Where it listens. */
  plugged(address: { readonly host: string; readonly port: number }): void;
  /** From now on nothing is taken and nothing refused there. */
  pull(): Promise<void>;
  /** Frees the port again; nothing where it was not pulled. */
  plugIn(): Promise<void>;
}

/** @param publisher opens and closes the port of the terminal. */
export function createCable(publisher: (open: boolean) => Promise<void>): Cable {
  let address: { readonly host: string; readonly port: number } | undefined;
  let end: (() => Promise<void>) | undefined;
  return {
    plugged(at) {
      address = at;
    },
    async pull() {
      if (!address || end) return;
      await publisher(false);
      end = await cableOut(address);
    },
    async plugIn() {
      const plug = end;
      end = undefined;
      await plug?.();
    },
  };
}
