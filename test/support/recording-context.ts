import type { AlarmCondition, DriverContext, LinkKind, Links, Told } from '../../drivers/driver.js';
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
  /** What happened in which order: `measurement`, `event`, `save` or `put`, or with what it told `save+event+measurement`. */
  readonly order: string[];
  /** What is on disk; survives when the next context is made with it. */
  stored: unknown;
  /** The same of its records, by key; values are JSON texts. */
  readonly records: Map<string, string>;
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
  records?: Map<string, string>;
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
    records: world.records ?? new Map(),
    diskFull: false,
  };
  const ended = new AbortController();
  const note = (line: string) => seen.log.push(line);
  async function onDisk(step: string, told: Told): Promise<void> {
    await Promise.resolve();
    if (seen.diskFull) throw new Error('no space left on device');
    seen.order.push([step, ...Object.keys(told)].join('+'));
    if (told.event) seen.events.push(told.event);
    if (told.measurement) seen.measurements.push(told.measurement);
  }
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
        await onDisk('save', told);
        seen.stored = JSON.parse(JSON.stringify(value));
      },
      records: {
        load: () => new Map([...seen.records].map(([key, text]) => [key, JSON.parse(text)])),
        async put(key, value, told = {}) {
          await onDisk('put', told);
          if (value === undefined) seen.records.delete(key);
          else seen.records.set(key, JSON.stringify(value));
        },
      },
    },
  };
  return { context, seen, clock, end: () => ended.abort() };
}
