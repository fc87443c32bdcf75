import { type Effect, protocolError } from './escpos-effect.js';
import { hexByte } from './escpos-syntax.js';

/** 1D 49 n: one byte for 1 to 3, a block for 41 to 45 (ticket-printing.md 2.6, 3.4). */
export function identity(n: number, { maker, model }: { readonly maker: string; readonly model: string }): Effect[] {
  const numbers: Readonly<Record<number, number>> = { 1: 0x20, 2: 0x03, 3: 0x01 };
  const texts: Readonly<Record<number, string>> = {
    65: '1.00',
    66: maker,
    67: model,
    68: 'SIM0000001',
    69: 'CHINA GB18030',
  };
  const byte = numbers[n >= 0x31 && n <= 0x33 ? n - 0x30 : n];
  if (byte !== undefined) return [{ kind: 'answer', bytes: [byte] }];
  const text = texts[n];
  if (text === undefined) return protocolError(`1D 49 ${hexByte(n)} is ignored`);
  return [{ kind: 'answer', bytes: [0x5f, ...Buffer.from(text, 'latin1'), 0x00] }];
}
