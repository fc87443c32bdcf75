import type { Card } from './onbon-card.js';
import { drawGlass, type Rectangle } from './onbon-glass.js';
import { readText } from './onbon-text.js';

export interface BoardView {
  readonly power: 'on' | 'off';
  /** 0 to 15. */
  readonly brightness: number;
  /** The card's own clock, `2026-11-23 10:30:45`. */
  readonly clock: string;
  readonly areas: readonly AreaView[];
  /** The glass, a line per 16 pixels. */
  readonly text: readonly string[];
  /** How often the card was told to wipe itself or to format its files: never, by a good host. */
  readonly resets: number;
  readonly formats: number;
}

export interface AreaView extends Rectangle {
  readonly id: number;
  /** Without escapes, lines joined by a line feed. */
  readonly text: string;
  readonly colours: readonly string[];
  /** False when it has timed out or the screen is off. */
  readonly visible: boolean;
}

export function viewBoard(
  card: Card,
  size: Pick<Rectangle, 'width' | 'height'>,
  dead: readonly Rectangle[],
): BoardView {
  const slots = card.areas.list();
  const shown = card.on() ? slots.filter(({ blank }) => !blank) : [];
  return {
    power: card.on() ? 'on' : 'off',
    brightness: card.brightness(),
    clock: card.clock.text(),
    areas: slots.map((slot) => {
      const { id, x, y, width, height, text } = slot.area;
      const { lines, colours } = readText(text);
      return { id, x, y, width, height, text: lines.join('\n'), colours, visible: shown.includes(slot) };
    }),
    text: drawGlass(
      size,
      shown.map(({ area }) => area),
      dead,
    ),
    ...card.counts,
  };
}
