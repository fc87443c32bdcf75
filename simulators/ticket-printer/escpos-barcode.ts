import { type Effect, protocolError } from './escpos-effect.js';
import { hexByte } from './escpos-syntax.js';

/** By m of 1D 6B; 41 above for the form that counts its bytes (ticket-printing.md 2.5). */
const symbologies = ['UPC-A', 'UPC-E', 'EAN13', 'EAN8', 'CODE39', 'ITF', 'CODABAR', 'CODE93', 'CODE128'] as const;
const countedForm = 0x41;

/** 1D 6B: m and then data up to 00, or m n and n bytes. A CODE128 has to begin with its code set. */
export function barcode([m = 0, ...rest]: readonly number[], heightDots: number): Effect[] {
  const symbology = symbologies[m >= countedForm ? m - countedForm : m];
  const data = String.fromCharCode(...(m >= countedForm ? rest.slice(1) : rest.slice(0, -1)));
  if (!symbology || data === '') return protocolError(`1D 6B ${hexByte(m)} is ignored`);
  if (symbology !== 'CODE128') return print(symbology, data, heightDots);
  if (!/^\{[ABC]/.test(data)) return protocolError('1D 6B 49: the data does not begin with a code set');
  return print(symbology, data.replace(/\{[ABC]/g, ''), heightDots);
}

function print(symbology: string, data: string, dots: number): Effect[] {
  return [{ kind: 'print', item: { kind: 'barcode', barcode: { symbology, data } }, dots }];
}
