import type { Picture } from '../board/panel.js';
import type { CoordinateUnit, DynamicArea } from './area.js';
import { blinkingPages } from './blink.js';
import { type OnbonOptions, type ZoneOptions, zonesOf } from './options.js';
import type { Request } from './request.js';
import { type OnbonText, onbonText } from './text.js';

/** How long each of the two pages of a blinking text stays, in units of 0.5 s. */
const blinkHoldTime = 1;

/** Inline escapes of led-boards-counters-hid.md 2.7. */
const colourEscapes = { card: '', red: '\\C1', green: '\\C2', yellow: '\\C3' } as const;

/** RunMode of 2.7 for a text without an end. */
const runModes = { blank: 'blank-after-timeout', 'last-page': 'last-page-after-timeout', stay: 'loop' } as const;

/** Turns zones and contents into requests. */
export class Layout {
  readonly zones: readonly string[];
  readonly #options: OnbonOptions;
  readonly #places: ReadonlyMap<string, ZoneOptions & { readonly id: number }>;

  constructor(options: OnbonOptions) {
    const zones = Object.entries(zonesOf(options));
    this.#options = options;
    this.zones = zones.map(([name]) => name);
    this.#places = new Map(zones.map(([name, zone], id) => [name, { ...zone, id }]));
  }

  has(zone: string): boolean {
    return this.#places.has(zone);
  }

  /** How many double-width signs of 16 pixels fill a zone, at least 1. */
  signCount(zone: string): number {
    const { width, height } = this.#place(zone);
    return Math.max(1, Math.floor(width / 16)) * Math.max(1, Math.floor(height / 16));
  }

  /** Writes a picture; a called number, or what ends, the card takes away by itself when nobody repeats it in time. */
  show(zone: string, { board, kind, ends, blink, seconds }: Picture<OnbonText>, unit: CoordinateUnit): Request {
    const place = this.#place(zone);
    const { encoding, callColour } = this.#options;
    const { colour = this.#options.colour, align = this.#options.align, effect, speed, pageSeconds } = place;
    const pages = blink ? blinkingPages(board.text, place, (line) => onbonText(line, encoding).bytes) : undefined;
    const prefix = colourEscapes[(kind === 'call' && callColour) || colour];
    const area: DynamicArea = {
      ...place,
      runMode: kind === 'call' || ends ? 'blank-after-timeout' : runModes[place.whenGatewayIsGone],
      timeout: seconds,
      align,
      verticalAlign: pages ? 'top' : 'middle',
      wrap: pages === undefined,
      displayMode: pages ? 'static' : effect,
      speed,
      holdTime: pages ? blinkHoldTime : pageSeconds * 2,
      text: Buffer.concat([Buffer.from(prefix), pages ?? board.bytes]),
    };
    return { kind: 'areas', unit, remove: [], areas: [area] };
  }

  remove(zones: readonly string[] | 'all'): Request {
    const remove = zones === 'all' ? zones : zones.map((zone) => this.#place(zone).id);
    return { kind: 'areas', unit: '5k', remove, areas: [] };
  }

  #place(zone: string): ZoneOptions & { readonly id: number } {
    const place = this.#places.get(zone);
    if (!place) throw new RangeError(`no zone "${zone}"`);
    return place;
  }
}
