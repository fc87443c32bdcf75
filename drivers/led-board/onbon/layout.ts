import type { DynamicArea } from './area.js';
import type { Content } from './content.js';
import { type OnbonOptions, type ZoneOptions, zonesOf } from './options.js';
import type { Request } from './request.js';

/** How long a page stays that is too long for its zone, in units of 0.5 s. */
const pageHoldTime = 6;

/** Inline escapes of led-boards-counters-hid.md 2.7. */
const colourEscapes = { card: '', red: '\\C1', green: '\\C2', yellow: '\\C3' } as const;

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

  /** Writes `content`; the card takes it away by itself when it ends, or when nobody repeats it in time. */
  show(zone: string, content: Content, monotonic: number): Request {
    const { colour, align, expireSeconds, coordinateUnit } = this.#options;
    const leftSeconds = Math.max(1, Math.ceil((content.endsAt - monotonic) / 1_000));
    const area: DynamicArea = {
      ...this.#place(zone),
      runMode: 'blank-after-timeout',
      timeout: Math.min(expireSeconds, leftSeconds),
      align,
      verticalAlign: 'middle',
      wrap: true,
      displayMode: 'static',
      speed: 0,
      holdTime: pageHoldTime,
      text: Buffer.concat([Buffer.from(colourEscapes[colour]), content.board.bytes]),
    };
    return { kind: 'areas', unit: coordinateUnit, remove: [], areas: [area] };
  }

  remove(zones: readonly string[] | 'all'): Request {
    const remove = zones === 'all' ? zones : zones.map((zone) => this.#place(zone).id);
    return { kind: 'areas', unit: this.#options.coordinateUnit, remove, areas: [] };
  }

  #place(zone: string): ZoneOptions & { readonly id: number } {
    const place = this.#places.get(zone);
    if (!place) throw new RangeError(`no zone "${zone}"`);
    return place;
  }
}
