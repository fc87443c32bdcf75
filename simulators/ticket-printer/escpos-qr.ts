import { type Effect, protocolError } from './escpos-effect.js';
import { hexByte } from './escpos-syntax.js';

/** Share of a symbol that carries data, by error level. */
const dataShare: Readonly<Record<number, number>> = { 48: 0.8, 49: 0.63, 50: 0.48, 51: 0.36 };
const printFunction = 0x51;
const longestData = 7_089;

export interface QrMemory {
  /** One GS ( k with cn 31: its function and what follows. */
  perform(fn: number, params: readonly number[], atLineStart: boolean): Effect[];
  reset(): void;
}

/** The printer's own QR symbols: settings and data are stored, then printed (ticket-printing.md 2.3). */
export function createQrMemory(): QrMemory {
  const initial = { moduleDots: 3, level: 0x30, data: undefined as readonly number[] | undefined };
  let symbol = { ...initial };

  const print = (): Effect[] => {
    const { data, moduleDots, level } = symbol;
    if (!data) return protocolError('QR: nothing is stored');
    const payload = new TextDecoder().decode(Uint8Array.from(data));
    return [
      { kind: 'print', item: { kind: 'qr', payload }, dots: modules(data.length, dataShare[level] ?? 1) * moduleDots },
    ];
  };
  return {
    perform(fn, params, atLineStart) {
      const [first = 0] = params;
      if (fn === 0x41 && params.length === 2 && (first === 0x31 || first === 0x32)) return [];
      if (fn === 0x43 && params.length === 1 && first >= 1 && first <= 16) symbol.moduleDots = first;
      else if (fn === 0x45 && params.length === 1 && dataShare[first] !== undefined) symbol.level = first;
      else if (fn === 0x50 && first === 0x30 && params.length > 1 && params.length <= longestData + 1) {
        symbol.data = params.slice(1);
      } else if (fn === printFunction && params.length === 1 && first === 0x30) {
        return atLineStart ? print() : protocolError('QR: printed only at the start of a line');
      } else {
        const given = params.slice(0, 4).map(hexByte).join(' ');
        return protocolError(`QR: function ${hexByte(fn)} with ${given} (${params.length} bytes) is ignored`);
      }
      return [];
    },
    reset() {
      symbol = { ...initial };
    },
  };
}

/** Modules per side, near enough for the length of paper: 21, 25, 29 … */
function modules(bytes: number, share: number): number {
  const functionModules = 270;
  const side = Math.sqrt(((bytes + 3) * 8) / share + functionModules);
  return 21 + 4 * Math.max(0, Math.ceil((side - 21) / 4));
}
