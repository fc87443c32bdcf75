import type { ModbusRequest } from '../../../drivers/modbus/request.js';

export interface Vector {
  readonly name: string;
  readonly unit: number;
  readonly request: ModbusRequest;
  readonly wire: string;
  /** `same` as the request where the reference says so; left out where it prints none. */
  readonly reply?: string;
  /** Data bytes of the reply to a read. */
  readonly data?: string;
}

const write = (address: number, value: number): ModbusRequest => ({ kind: 'write register', address, value });
const writes = (address: number, ...values: number[]): ModbusRequest => ({ kind: 'write registers', address, values });
const holding = (address: number, count = 1): ModbusRequest => ({ kind: 'read holding registers', address, count });
const input = (address: number, count: number): ModbusRequest => ({ kind: 'read input registers', address, count });
const discrete: ModbusRequest = { kind: 'read discrete inputs', address: 0, count: 8 };
const codes = (text: string) => [...text].map((character) => character.charCodeAt(0));

/** led-boards-counters-hid.md 3.3, M1 to M25. */
export const displayVectors: readonly Vector[] = [
  { name: 'M1 character 1', unit: 1, request: write(0, 0x31), wire: '01 06 00 00 00 31 48 1E', reply: 'same' },
  { name: 'M2 value 12345', unit: 1, request: write(7, 12_345), wire: '01 06 00 07 30 39 EC 19', reply: 'same' },
  {
    name: 'M3 value 12.3456',
    unit: 1,
    request: writes(6, 0x0401, 0xe240),
    wire: '01 10 00 06 00 02 04 04 01 E2 40 6A 25',
    reply: '01 10 00 06 00 02 A1 C9',
  },
  {
    name: 'M4 value -12.345',
    unit: 1,
    request: writes(6, 0x1300, 0x3039),
    wire: '01 10 00 06 00 02 04 13 00 30 39 A3 13',
    reply: '01 10 00 06 00 02 A1 C9',
  },
  {
    name: 'M5 "1234"',
    unit: 1,
    request: writes(0, ...codes('1234')),
    wire: '01 10 00 00 00 04 08 00 31 00 32 00 33 00 34 5E A5',
    reply: '01 10 00 00 00 04 C1 CA',
  },
  {
    name: 'M6 "123456"',
    unit: 1,
    request: writes(0, ...codes('123456')),
    wire: '01 10 00 00 00 06 0C 00 31 00 32 00 33 00 34 00 35 00 36 9E 95',
  },
  { name: 'M7 blink character 1', unit: 1, request: write(8, 1), wire: '01 06 00 08 00 01 C9 C8', reply: 'same' },
  {
    name: 'M8 read blink',
    unit: 1,
    request: holding(8),
    wire: '01 03 00 08 00 01 05 C8',
    reply: '01 03 02 00 01 79 84',
    data: '00 01',
  },
  { name: 'M9 brightness 1', unit: 1, request: write(9, 1), wire: '01 06 00 09 00 01 98 08', reply: 'same' },
  {
    name: 'M10 read brightness',
    unit: 1,
    request: holding(9),
    wire: '01 03 00 09 00 01 54 08',
    reply: '01 03 02 00 01 79 84',
    data: '00 01',
  },
  {
    name: 'M11 read character 1, any address',
    unit: 0xff,
    request: holding(0),
    wire: 'FF 03 00 00 00 01 91 D4',
    reply: 'FF 03 02 00 31 50 44',
    data: '00 31',
  },
  {
    name: 'M12 find the address',
    unit: 0xff,
    request: holding(0xfd),
    wire: 'FF 03 00 FD 00 01 00 24',
    reply: 'FF 03 02 00 01 50 50',
    data: '00 01',
  },
  { name: 'M13 set address 2', unit: 1, request: write(0xfd, 2), wire: '01 06 00 FD 00 02 99 FB', reply: 'same' },
  { name: 'M14 4800 baud', unit: 1, request: write(0xfe, 2), wire: '01 06 00 FE 00 02 69 FB', reply: 'same' },
  {
    name: 'M15 read the speed',
    unit: 1,
    request: holding(0xfe),
    wire: '01 03 00 FE 00 01 E5 FA',
    reply: '01 03 02 00 03 F8 45',
    data: '00 03',
  },
  { name: 'M16 reply delay', unit: 1, request: write(0xfc, 5), wire: '01 06 00 FC 00 05 89 F9', reply: 'same' },
  { name: 'M17 factory reset', unit: 0xff, request: write(0xfb, 0), wire: 'FF 06 00 FB 00 00 ED E5', reply: 'same' },
  {
    name: 'M18 "A001"',
    unit: 1,
    request: writes(0, ...codes('A001')),
    wire: '01 10 00 00 00 04 08 00 41 00 30 00 30 00 31 66 A1',
    reply: '01 10 00 00 00 04 C1 CA',
  },
  {
    name: 'M19 read back four',
    unit: 1,
    request: holding(0, 4),
    wire: '01 03 00 00 00 04 44 09',
    reply: '01 03 08 00 41 00 30 00 30 00 31 45 0C',
    data: '00 41 00 30 00 30 00 31',
  },
  {
    name: 'M20 clear four',
    unit: 1,
    request: writes(0, ...codes('    ')),
    wire: '01 10 00 00 00 04 08 00 20 00 20 00 20 00 20 16 6D',
    reply: '01 10 00 00 00 04 C1 CA',
  },
  {
    name: 'M21 clear six',
    unit: 1,
    request: writes(0, ...codes('      ')),
    wire: '01 10 00 00 00 06 0C 00 20 00 20 00 20 00 20 00 20 00 20 98 C1',
  },
  { name: 'M22 value 1001', unit: 1, request: write(7, 1_001), wire: '01 06 00 07 03 E9 F9 75', reply: 'same' },
  { name: 'M23 unit 5 value 12', unit: 5, request: write(7, 12), wire: '05 06 00 07 00 0C 39 8A', reply: 'same' },
  { name: 'M24 brightness 8', unit: 1, request: write(9, 8), wire: '01 06 00 09 00 08 58 0E', reply: 'same' },
  { name: 'M25 read everything', unit: 1, request: holding(0, 12), wire: '01 03 00 00 00 0C 45 CF' },
];

/** led-boards-counters-hid.md 5.2, W1 to W9. */
export const counterVectors: readonly Vector[] = [
  {
    name: 'W1 two counters',
    unit: 10,
    request: input(60, 4),
    wire: '0A 04 00 3C 00 04 30 BE',
    reply: '0A 04 08 00 00 04 D2 00 00 04 B0 BB CB',
    data: '00 00 04 D2 00 00 04 B0',
  },
  {
    name: 'W2 above 16 bits',
    unit: 10,
    request: input(60, 4),
    wire: '0A 04 00 3C 00 04 30 BE',
    reply: '0A 04 08 00 01 00 05 00 01 11 70 81 9D',
    data: '00 01 00 05 00 01 11 70',
  },
  {
    name: 'W3 input 1 active',
    unit: 10,
    request: discrete,
    wire: '0A 02 00 00 00 08 78 B7',
    reply: '0A 02 01 01 62 6C',
    data: '01',
  },
  {
    name: 'W3 no input active',
    unit: 10,
    request: discrete,
    wire: '0A 02 00 00 00 08 78 B7',
    reply: '0A 02 01 00 A3 AC',
    data: '00',
  },
  { name: 'W4 reset all', unit: 10, request: write(100, 1), wire: '0A 06 00 64 00 01 08 AE', reply: 'same' },
  {
    name: 'W5 uptime',
    unit: 10,
    request: input(104, 2),
    wire: '0A 04 00 68 00 02 F1 6C',
    reply: '0A 04 04 00 00 0E 10 44 E8',
    data: '00 00 0E 10',
  },
  {
    name: 'W6 supply',
    unit: 10,
    request: input(121, 1),
    wire: '0A 04 00 79 00 01 E1 68',
    reply: '0A 04 02 5D C0 24 31',
    data: '5D C0',
  },
  { name: 'W7 debounce', unit: 10, request: write(20, 80), wire: '0A 06 00 14 00 50 C8 89', reply: 'same' },
  { name: 'W8 serial number', unit: 10, request: input(270, 2), wire: '0A 04 01 0E 00 02 10 8F' },
  {
    name: 'W9 speed',
    unit: 10,
    request: holding(110),
    wire: '0A 03 00 6E 00 01 E4 AC',
    reply: '0A 03 02 00 60 1D AD',
    data: '00 60',
  },
];

export const vectors = [...displayVectors, ...counterVectors];

export const replyOf = ({ wire, reply }: Vector): string | undefined => (reply === 'same' ? wire : reply);

/** M26 and W10: exception frames, and a request each can be the answer to. */
export const exceptionVectors = [
  { name: 'M26 read refused', wire: '01 83 02 C0 F1', unit: 1, request: holding(0), exception: 2 },
  { name: 'M26 write refused', wire: '01 86 03 02 61', unit: 1, request: write(9, 99), exception: 3 },
  { name: 'M26 writes refused', wire: '01 90 02 CD C1', unit: 1, request: writes(0, 0x31), exception: 2 },
  { name: 'M26 function refused', wire: '01 84 01 82 C0', unit: 1, request: input(0, 1), exception: 1 },
  { name: 'W10 bad address', wire: '0A 84 02 B3 03', unit: 10, request: input(999, 1), exception: 2 },
] as const;

/** Frames the display's manual prints with a CRC that is another frame's (3.3, trap). */
export const misprints = [
  'FF 03 00 00 00 01 C0 14',
  'FF 03 00 00 00 01 30 14',
  'FF 06 00 00 00 31 4D C1',
  'FF 06 00 08 00 01 1C 1A',
] as const;
