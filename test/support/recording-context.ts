import type { AlarmCondition, DriverContext, LinkKind, Links } from '../../drivers/driver.js';
import { VirtualClock } from './virtual-clock.js';

export interface Recording {
  /** The merged state, as a consumer of the retained topic would see it. */
  readonly state: Record<string, unknown>;
  readonly alarms: AlarmCondition[];
  /** What `suppress` was told, as `mode: why`, or the mode alone when it was over. */
  readonly modes: string[];
  readonly measurements: Record<string, unknown>[];
  readonly events: { name: string; data: Record<string, unknown> }[];
  /** Lines of level info and warn. */
  readonly log: string[];
  /** What happened in which order: `measurement`, `event`, `save`, or with what it told `save+event+measurement`. */
  readonly order: string[];
  /** What is on disk; survives when the next context is made with it. */
  stored: unknown;
  /** Makes the next saves fail, as a full disk does. */
  diskFull: boolean;
}

/** A session's world that writes down everything it is told. */
export function recordingContext<Options, Kind extends LinkKind>(world: {
  options: Options;
  link: Links[Kind];
  clock?: VirtualClock;
  timezone?: string;
  stored?: unknown;
  random?: () => number;
  /** Contents of the files that options name. */
  files?: Readonly<Record<string, string>>;
}) {
  const clock = world.clock ?? new VirtualClock();
  const seen: Recording = {
    state: {},
    alarms: [],
    modes: [],
    measurements: [],
    events: [],
    log: [],
    order: [],
    stored: world.stored,
    diskFull: false,
  };
  const ended = new AbortController();
  const note = (line: string) => seen.log.push(line);
  const context: DriverContext<Options, Kind> = {
    deviceId: 'device-1',
    options: world.options,
    link: world.link,
    clock,
    random: world.random ?? (() => 0.5),
    logger: { debug: () => undefined, info: note, warn: note },
    signal: ended.signal,
    language: 'en',
    timezone: world.timezone ?? 'Asia/Shanghai',
    file: async ({ name }) => world.files?.[name] ?? Promise.reject(new Error(`no file ${name} in this world`)),
    state(patch) {
      Object.assign(seen.state, patch);
      for (const [name, value] of Object.entries(patch)) if (value === undefined) delete seen.state[name];
    },
    alarm: (condition) => void seen.alarms.push(condition),
    suppress: (mode, why) => void seen.modes.push(why === undefined ? mode : `${mode}: ${why}`),
    measurement(data) {
      seen.order.push('measurement');
      seen.measurements.push(data);
    },
    async event(name, data) {
      seen.order.push('event');
      seen.events.push({ name, data });
    },
    memory: {
      load: () => seen.stored,
      async save(value, told = {}) {
        await Promise.resolve();
        if (seen.diskFull) throw new Error('no space left on device');
        seen.order.push(['save', ...Object.keys(told)].join('+'));
        seen.stored = JSON.parse(JSON.stringify(value));
        if (told.event) seen.events.push(told.event);
        if (told.measurement) seen.measurements.push(told.measurement);
      },
      records: { load: () => new Map(), put: () => Promise.reject(new Error('no records in this world')) },
    },
  };
  return { context, seen, clock, end: () => ended.abort() };
}
