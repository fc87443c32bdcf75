import type { Clock } from '../simulator.js';
import { createTimers } from '../timers.js';
import type { AreaOrder, DynamicArea } from './onbon-area.js';
import { layOut, type Page } from './onbon-pages.js';
import { type Player, playPages } from './onbon-player.js';
import { type Font, type GlassText, readText } from './onbon-text.js';

/** An area that was sent and what has become of it. */
export interface ShownArea {
  readonly area: DynamicArea;
  readonly content: GlassText;
  readonly pages: readonly Page[];
  /** Which page is up now, from 0; undefined when the area is blank. */
  page(): number | undefined;
}

/** The areas in a card's RAM, in the order in which they were first sent. */
export interface AreaMemory {
  apply(order: AreaOrder): void;
  wipe(): void;
  list(): readonly ShownArea[];
}

export function createAreaMemory(clock: Clock, font: Font): AreaMemory {
  const slots = new Map<number, ShownArea & Player>();
  const timers = createTimers(clock);

  const remove = (id: number) => {
    slots.get(id)?.stop();
    slots.delete(id);
  };
  const show = (area: DynamicArea) => {
    slots.get(area.id)?.stop();
    const content = readText(area.text, font);
    const pages = layOut(area, content.lines);
    slots.set(area.id, { area, content, pages, ...playPages(area, pages.length, timers) });
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
