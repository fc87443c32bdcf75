import type { Clock } from '../simulator.js';
import { createTimers } from '../timers.js';
import type { AreaOrder, DynamicArea } from './onbon-area.js';

/** The areas in a card's RAM, in the order in which they were first sent. */
export interface AreaMemory {
  apply(order: AreaOrder): void;
  wipe(): void;
  list(): readonly { readonly area: DynamicArea; readonly blank: boolean }[];
}

export function createAreaMemory(clock: Clock): AreaMemory {
  const slots = new Map<number, { area: DynamicArea; blank: boolean; timer: { cancel(): void } | undefined }>();
  const timers = createTimers(clock);

  const remove = (id: number) => {
    slots.get(id)?.timer?.cancel();
    slots.delete(id);
  };
  const show = (area: DynamicArea) => {
    slots.get(area.id)?.timer?.cancel();
    const seconds = secondsUntilBlank(area);
    const timer = seconds === undefined ? undefined : timers.after(seconds * 1_000, () => (slot.blank = true));
    const slot = { area, blank: false, timer };
    slots.set(area.id, slot);
  };
  return {
    apply({ deletions, areas }) {
      for (const id of deletions === 'all' ? [...slots.keys()] : deletions) remove(id);
      for (const area of areas) show(area);
    },
    wipe() {
      timers.clear();
      slots.clear();
    },
    list: () => [...slots.values()],
  };
}

/** Undefined for the run modes that always leave something on the glass. One round lasts as long as one page. */
function secondsUntilBlank({ runMode, timeout, holdSeconds }: DynamicArea): number | undefined {
  if (runMode === 2) return timeout;
  if (runMode === 4) return holdSeconds;
  return runMode === 5 ? holdSeconds * timeout : undefined;
}
