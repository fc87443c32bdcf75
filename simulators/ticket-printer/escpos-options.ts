import { z } from 'zod';
import { escposProfileNames, processIdHabits, withProfile } from './escpos-profiles.js';

const fields = z.strictObject({
  profile: z
    .enum(escposProfileNames)
    .default('epson-full')
    .describe('a family of units; options that are given override what it says'),
  speed: z.int().min(10).max(500).default(200).describe('mm/s of paper'),
  instant: z.boolean().default(false).describe('printing and cutting take no time'),
  cutterMs: z.int().min(0).max(5_000).default(300).describe('ms of one cut'),
  cutter: z.boolean().default(true).describe('false: a cut only feeds'),
  columns: z.int().min(16).max(96).default(48).describe('letters per line: 32 on 58 mm paper, 48 on 80 mm'),
  charset: z.enum(['gb18030', 'gbk']).default('gb18030').describe('gbk: codes of four bytes are not known'),
  chineseAtStart: z.boolean().default(false).describe('Chinese is on after power-up and 1B 40'),
  rollMm: z.int().min(1).max(500_000).default(80_000).describe('mm of paper on a new roll'),
  nearEndMm: z.int().min(0).max(100_000).default(5_000).describe('mm of paper left at which near end is reported'),
  nearEndSensor: z.boolean().default(true).describe('false: only paper end is reported'),
  presenter: z
    .boolean()
    .default(false)
    .describe('true: 10 04 14 is answered, and a ticket may be held out until somebody takes it'),
  drawerHigh: z.boolean().default(true).describe('level of drawer pin 3: idle status is 16 when high, 12 when low'),
  byte4: z.int().min(0).max(0x0f).default(0x0f).describe('fourth byte of the automatic status'),
  bufferBytes: z
    .int()
    .min(45)
    .max(1_048_576)
    .default(1_048_576)
    .describe('bytes of the receive buffer and of what the network holds back before it; what comes beyond is lost'),
  flowControl: z
    .enum(['none', 'xonxoff', 'stop-reading'])
    .default('none')
    .describe('how a full buffer holds the host: not at all, by XOFF and XON, or by leaving bytes in the network'),
  busyWhen: z
    .enum(['full', 'full-or-offline'])
    .default('full')
    .describe('what holds the host: a full buffer, or being offline as well'),
  baud: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('bits per second of the serial line, 10 per byte, both ways; 0 = bytes take no time'),
  hostObeys: z
    .boolean()
    .default(true)
    .describe('on a serial line with XOFF: the host stops at once; false: it goes on and loses what comes too much'),
  idleCloseMs: z
    .int()
    .min(0)
    .max(86_400_000)
    .default(0)
    .describe('a connection without bytes from the host is closed after so many ms; 0 = never'),
  refuseSecond: z.boolean().default(false).describe('true: a second connection is refused while there is a first'),
  powerOnNotice: z.boolean().default(false).describe('3B 31 00 is sent after power-up'),
  counterSaveMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(120_000)
    .describe('ms until a counted cut reaches lasting memory; a power cut before that takes it back'),
  processId: z
    .enum(processIdHabits)
    .default('printed')
    .describe(
      'process IDs are told when what is before them is printed; when they are read; never; or are printed as text',
    ),
  automaticStatus: z.boolean().default(true).describe('false: 1D 61 is taken, and nothing is ever told by itself'),
  nativeQr: z.boolean().default(true).describe('false: 1D 28 6B is unknown and its bytes are printed as text'),
  graphics: z.boolean().default(true).describe('false: 1D 28 4C and 1D 38 4C, so stored logos too, are unknown'),
  counters: z.boolean().default(true).describe('false: 1D 67 is unknown'),
  clear: z.boolean().default(true).describe('false: 10 14 08 does nothing and is not answered'),
  maker: z.string().max(80).default('EPSON').describe('answer to 1D 49 42'),
  model: z.string().max(80).default('TM-T82III').describe('answer to 1D 49 43'),
});

/** Checks options after their profile is laid below them; checking the result again changes nothing. */
export const escposOptions = z.preprocess(withProfile, fields);

export type EscposInput = z.input<typeof fields>;
export type EscposOptions = z.output<typeof escposOptions>;
