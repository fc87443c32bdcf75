import { type Effect, protocolError } from './escpos-effect.js';
import { headToCutterDots } from './escpos-paper.js';
import { hexByte } from './escpos-syntax.js';

/** 1D 56 in all its forms (ticket-printing.md 2.2). */
export function cutForm(form: number, n: number): Effect[] {
  const toCutter: Effect = { kind: 'feed', dots: headToCutterDots + n };
  const back: Effect = { kind: 'feed', dots: -headToCutterDots };
  switch (form) {
    case 0x00:
    case 0x30:
      return [{ kind: 'cut', cut: 'full' }];
    case 0x01:
    case 0x31:
      return [{ kind: 'cut', cut: 'partial' }];
    case 0x41:
      return [toCutter, { kind: 'cut', cut: 'full' }];
    case 0x42:
      return [toCutter, { kind: 'cut', cut: 'partial' }];
    case 0x61:
      return [{ kind: 'reserve-cut', cut: 'full', dots: n }];
    case 0x62:
      return [{ kind: 'reserve-cut', cut: 'partial', dots: n }];
    case 0x67:
      return [toCutter, { kind: 'cut', cut: 'full' }, back];
    case 0x68:
      return [toCutter, { kind: 'cut', cut: 'partial' }, back];
    default:
      return protocolError(`1D 56 ${hexByte(form)} is ignored`);
  }
}
