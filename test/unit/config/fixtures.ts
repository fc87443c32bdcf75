import { z } from 'zod';
import {
  type AnyDriver,
  type ClassContract,
  type DriverDefinition,
  defineDriver,
  type LinkKind,
} from '../../../drivers/index.js';
import { formatProblem, type LoadedConfig, loadConfig } from '../../../gateway/config/load.js';

/** The first three lines of every file below: what is tested starts at line 4. */
export const head = [
  'version: 1',
  'branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }',
  'gateway: { id: gw1 }',
  '',
].join('\n');

type Essentials<Options, Kind extends LinkKind> = Pick<
  DriverDefinition<Options, Kind>,
  'class' | 'name' | 'options' | 'linkKind' | 'linkTypes' | 'busAddress' | 'addressSpace' | 'characterFormats'
> & { readonly commands?: readonly string[] };

/** A driver that is only described, never opened. */
export function described<Options, Kind extends LinkKind>(essentials: Essentials<Options, Kind>): AnyDriver {
  const contract: ClassContract = { class: essentials.class, state: z.object({}), commands: {}, events: {} };
  return defineDriver<Options, Kind>({
    title: `Title of ${essentials.name}`,
    contract,
    alarms: [],
    contact: { alarm: 'device-unreachable', failures: 3, successes: 1, confirmIntervalMs: 1_000 },
    commands: [],
    open: () => Promise.reject(new Error('described only')),
    ...essentials,
  });
}

const pollIntervalMs = z.int().min(500).max(60_000).default(2_000).describe('ms between polls, 500 to 60000');

export const escpos = described({
  class: 'ticket-printer',
  name: 'escpos',
  linkKind: 'stream',
  linkTypes: ['serial', 'tcp', 'usb-printer'],
  options: z.strictObject({
    profile: z.enum(['epson-tm', 'generic-80']).default('generic-80').describe('printer family'),
    pollIntervalMs,
  }),
});

export const onbon = described({
  class: 'led-board',
  name: 'onbon',
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  options: z.strictObject({
    address: z.int().min(1).max(254).describe('address on the line, 1 to 254'),
    width: z.int().min(8).max(1_024).default(64).describe('pixels, 8 to 1024'),
    brightness: z
      .union([z.literal('auto'), z.int().min(0).max(15)])
      .default('auto')
      .describe('auto or 0 to 15'),
    zones: z
      .array(z.strictObject({ name: z.string().min(1).max(8), lines: z.number().positive().optional() }))
      .max(2)
      .default([])
      .describe('parts of the board'),
    pollIntervalMs,
  }),
  busAddress: ({ address }) => String(address),
  commands: ['show', 'call'],
  characterFormats: ['8N1'],
});

export const modbusDigits = described({
  class: 'led-board',
  name: 'modbus-digits',
  linkKind: 'bus',
  linkTypes: ['serial'],
  options: z.strictObject({ station: z.int().min(1).max(247).describe('Modbus station, 1 to 247') }),
  busAddress: ({ station }) => String(station),
  addressSpace: 'modbus',
});

export const modbusPulse = described({
  class: 'people-counter',
  name: 'modbus-pulse',
  linkKind: 'bus',
  linkTypes: ['serial'],
  options: z.strictObject({ address: z.int().min(1).max(247).describe('Modbus station, 1 to 247') }),
  busAddress: ({ address }) => String(address),
  addressSpace: 'modbus',
  characterFormats: ['8N1', '8E1', '8N2'],
});

export const alpha = described({
  class: 'led-board',
  name: 'alpha',
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  options: z.strictObject({ address: z.string().default('00').describe('two hex digits') }),
  busAddress: ({ address }) => address,
  characterFormats: ['7E1', '7E2', '8E1'],
});

export const hpc168 = described({
  class: 'people-counter',
  name: 'hpc168',
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  options: z
    .strictObject({
      address: z
        .string({ error: 'four digits in quotes, "0001" to "0099"' })
        .regex(/^00\d\d$/, 'four digits, "0001" to "0099"')
        .default('0001')
        .describe('ID of the unit'),
      frozenMinutes: z.int().min(0).default(0).describe('minutes, 0 = off'),
      queryDoor: z.boolean().default(true).describe('asks for the door'),
    })
    .refine(({ frozenMinutes, queryDoor }) => frozenMinutes === 0 || queryDoor, {
      path: ['frozenMinutes'],
      error: '0 unless queryDoor is true',
    }),
  busAddress: ({ address }) => address,
});

export const probe = described({
  class: 'terminal',
  name: 'probe',
  linkKind: 'none',
  linkTypes: [],
  options: z.strictObject({
    tcp: z.strictObject({ host: z.string().describe('host'), port: z.int().min(1).max(65_535).describe('port') }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('an http address without user and password'),
  }),
});

export const hidKeyboard = described({
  class: 'keypad',
  name: 'hid-keyboard',
  linkKind: 'hid',
  linkTypes: ['hid'],
  options: z.strictObject({}),
});

export const foorir = described({
  class: 'people-counter',
  name: 'foorir',
  linkKind: 'listen',
  linkTypes: ['tcp-listen'],
  options: z.strictObject({}),
});

export const drivers: readonly AnyDriver[] = [
  escpos,
  onbon,
  modbusDigits,
  alpha,
  hpc168,
  modbusPulse,
  probe,
  hidKeyboard,
  foorir,
];

/** Files in place of the disk; anything else does not exist. */
export function filesystem(files: Readonly<Record<string, string | Uint8Array>>) {
  return async (path: string): Promise<Uint8Array> => {
    const content = files[path];
    if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return typeof content === 'string' ? Buffer.from(content) : content;
  };
}

/** `now`: the day on which certificates are looked at. */
export function load(text: string | Uint8Array, files: Record<string, string> = {}, now?: number) {
  const readFile = filesystem({ ...files, 'x.yaml': text });
  return loadConfig('x.yaml', { drivers, readFile, ...(now === undefined ? {} : { now }) });
}

/** What is said about `head` and `body` together, one line per mistake. */
export async function mistakesIn(body: string): Promise<string[]> {
  return mistakesInFile(head + body);
}

export async function mistakesInFile(
  text: string | Uint8Array,
  files?: Record<string, string>,
  now?: number,
): Promise<string[]> {
  const loaded = await load(text, files, now);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

export async function loaded(text: string, files?: Record<string, string>): Promise<LoadedConfig> {
  const result = await load(text, files);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result;
}
