import type { DynamicArea } from './onbon-area.js';
import type { ShownArea } from './onbon-areas.js';
import type { Card, CardCounts } from './onbon-card.js';
import { drawGlass, type Rectangle } from './onbon-glass.js';

export interface BoardView extends CardCounts {
  readonly power: 'on' | 'off';
  /** 0 to 15. */
  readonly brightness: number;
  /** The card's own clock, `2026-11-23 10:30:45`. */
  readonly clock: string;
  /** Whether dynamic areas are alone on the glass or beside programs, as the last area order said. */
  readonly priority: 'normal' | 'dynamic';
  readonly areas: readonly AreaView[];
  /** The glass as it is now, a line per 16 pixels. */
  readonly text: readonly string[];
}

export interface AreaView extends Rectangle, Pick<DynamicArea, 'id' | 'runMode' | 'displayMode' | 'speed'> {
  /** All of it, without escapes, lines joined by a line feed. */
  readonly text: string;
  readonly colours: readonly string[];
  readonly pages: number;
  /** Which page is up now, from 1; 0 when it is played to its end or has timed out. */
  readonly page: number;
  /** False when no page is up or the screen is off. */
  readonly visible: boolean;
}

export function viewBoard(
  card: Card,
  size: Pick<Rectangle, 'width' | 'height'>,
  dead: readonly Rectangle[],
): BoardView {
  const on = card.on();
  const areas = card.areas.list();
  return {
    power: on ? 'on' : 'off',
    brightness: card.brightness(),
    clock: card.clock.text(),
    priority: card.dynamicFirst() ? 'dynamic' : 'normal',
    areas: areas.map((shown) => viewArea(shown, on)),
    text: drawGlass(size, on ? areas.flatMap(onGlass) : [], dead),
    ...card.counts,
  };
}

function viewArea({ area, content, pages, page }: ShownArea, on: boolean): AreaView {
  const { id, x, y, width, height, runMode, displayMode, speed } = area;
  const now = page();
  return {
    ...{ id, x, y, width, height, runMode, displayMode, speed },
    text: content.lines.join('\n'),
    colours: content.colours,
    pages: pages.length,
    page: now === undefined ? 0 : now + 1,
    visible: on && now !== undefined,
  };
}

function onGlass({ area, pages, page }: ShownArea) {
  const lines = pages[page() ?? -1];
  return lines === undefined ? [] : [{ area, lines }];
}
