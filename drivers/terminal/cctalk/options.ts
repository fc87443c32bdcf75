import { z } from 'zod';

/** What a module is; it decides which alarms it has. */
export type ModuleKind = 'bill' | 'coin' | 'hopper' | 'other';

const moduleNames = {
  bill: 'cash-acceptor',
  coin: 'coin-acceptor',
  hopper: 'cash-dispenser',
  other: 'module',
} as const;

const device = z.strictObject({
  address: z.int().min(2).max(255).describe('ccTalk address, 2 to 255: coin acceptor 2, hopper 3, bill validator 40'),
  kind: z
    .enum(['bill', 'coin', 'hopper', 'other'])
    .optional()
    .describe('default by address: 2 and 11-17 coin, 3-10 hopper, 40-47 bill, else other'),
  module: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'small letters, digits and hyphens, e.g. cash-acceptor-2')
    .optional()
    .describe('name in the state of the terminal; default by kind, with the address where two are alike'),
});

const defaultDevices = () => [{ address: 40 }];

/** Options of cash modules on a ccTalk wire (terminal-health.md 5.1). */
export const cctalkOptions = z
  .strictObject({
    mode: z
      .enum(['tap', 'own-bus'])
      .default('tap')
      .describe(
        'tap: only listens to the kiosk PC and its modules, never sends; own-bus: the gateway is the only host on the wire',
      ),
    devices: z.array(device).min(1).max(8).default(defaultDevices).describe('the modules to watch, 1 to 8'),
    checksum: z.enum(['sum', 'crc']).default('sum').describe('8-bit sum, or the variant with CRC-16'),
    silenceMs: z
      .int()
      .min(50)
      .max(1_000)
      .default(50)
      .describe('ms without a byte that end a message, 50 (the protocol) to 1000; more where a network delays bytes'),
    pollIntervalMs: z
      .int()
      .min(1_000)
      .max(60_000)
      .default(5_000)
      .describe('own-bus: ms between two polls; tap: ms between two looks at what was heard; 1000 to 60000'),
    replyTimeoutMs: z
      .int()
      .min(50)
      .max(2_000)
      .default(250)
      .describe('own-bus: ms until an unanswered question counts as lost, 50 to 2000'),
    echo: z
      .boolean()
      .default(true)
      .describe('own-bus: the adapter hears its own bytes, as on a single data wire; false for one that hides them'),
    silentHostSeconds: z
      .int()
      .min(2)
      .max(3_600)
      .default(30)
      .describe('tap: seconds without a question of the kiosk PC until it counts as silent, 2 to 3600'),
    unansweredSeconds: z
      .int()
      .min(1)
      .max(600)
      .default(10)
      .describe('tap: seconds a module may leave the questions to it unanswered, 1 to 600'),
    fraudHoldMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(30)
      .describe('tap: minutes the alarm of a fraud attempt stays active after the last one, 1 to 1440'),
  })
  .refine(({ devices }) => new Set(devices.map(({ address }) => address)).size === devices.length, {
    path: ['devices'],
    error: 'two of them have one address',
  })
  .refine(({ devices }) => new Set(modulesOf(devices).map(({ module }) => module)).size === devices.length, {
    path: ['devices'],
    error: 'two of them have one name',
  });
export type CctalkOptions = z.infer<typeof cctalkOptions>;

/** A module to watch, complete. */
export interface CctalkModule {
  readonly address: number;
  readonly kind: ModuleKind;
  /** Key in the terminal's `modules`. */
  readonly module: string;
}

export function modulesOf(devices: readonly z.infer<typeof device>[]): CctalkModule[] {
  const kinds = devices.map(({ address, kind }) => kind ?? kindOf(address));
  return devices.map(({ address, module }, at) => {
    const kind = kinds[at] as ModuleKind;
    const plain = moduleNames[kind];
    const alone = kind !== 'other' && kinds.indexOf(kind) === at;
    return { address, kind, module: module ?? (alone ? plain : `${plain}-${address}`) };
  });
}

/** The addresses of the generic specification. */
function kindOf(address: number): ModuleKind {
  if (address === 2 || (address >= 11 && address <= 17)) return 'coin';
  if (address >= 3 && address <= 10) return 'hopper';
  return address >= 40 && address <= 47 ? 'bill' : 'other';
}
