/** Bits of the block that each item of 1D 61 n stands for (ticket-printing.md 2.6, 3.3). */
const items: readonly (readonly [item: number, masks: readonly number[]])[] = [
  [0x01, [0x04, 0x00, 0x00, 0x00]],
  [0x02, [0x68, 0x01, 0x00, 0x00]],
  [0x04, [0x00, 0x6c, 0x00, 0x00]],
  [0x08, [0x00, 0x00, 0x0f, 0x00]],
  [0x40, [0x00, 0x02, 0x00, 0x00]],
];

export interface AutomaticStatus {
  /** 1D 61 n: from now on these items are watched; the present state is told at once unless there are none. */
  watch(n: number): void;
  /** Something may have changed: tells it when it is watched. */
  changed(): void;
}

export function createAutomaticStatus(options: {
  /** n of 1D 61 n that holds from the start; nobody is told. */
  readonly initially: number;
  readonly block: () => readonly number[];
  readonly send: (block: readonly number[]) => void;
}): AutomaticStatus {
  const { initially, block, send } = options;
  const masksOf = (n: number) => items.filter(([item]) => (n & item) !== 0).map(([, masks]) => masks);
  let watched = masksOf(initially);
  let told: readonly number[] = block();
  return {
    watch(n) {
      watched = masksOf(n);
      told = block();
      if (watched.length > 0) send(told);
    },
    changed() {
      const now = block();
      const news = watched.some((masks) => masks.some((mask, at) => (((now[at] ?? 0) ^ (told[at] ?? 0)) & mask) !== 0));
      told = now;
      if (news) send(now);
    },
  };
}
