import { type Align, plain, type TextStyle } from '../elements.js';
import * as escpos from './builder.js';

/** What a printer does with the characters that come. */
export interface Mode extends TextStyle {
  readonly align: Align;
}

export const startMode: Mode = { ...plain, align: 'left' };

type Fonts = { readonly chinese: boolean };

/**
 * Brings a printer into `startMode`, whatever was printed before. No 1B 40: that would switch automatic status off
 * (ticket-printing.md 2.1 and, for the order, section 8).
 */
export function begin(fonts: Fonts): Uint8Array[] {
  return [
    ...(fonts.chinese ? [escpos.chineseOn()] : []),
    escpos.size(1, 1),
    escpos.bold(false),
    ...underline(false, fonts),
    escpos.reverse(false),
    escpos.defaultLineSpacing(),
    escpos.align('left'),
  ];
}

/** What changes between two modes, for the start of a line; a slow line carries nothing it need not. */
export function change(from: Mode, to: Mode, fonts: Fonts): Uint8Array[] {
  return [
    ...(from.align === to.align ? [] : [escpos.align(to.align)]),
    ...(from.width === to.width && from.height === to.height ? [] : [escpos.size(to.width, to.height)]),
    ...(from.bold === to.bold ? [] : [escpos.bold(to.bold)]),
    ...(from.underline === to.underline ? [] : underline(to.underline, fonts)),
    ...(from.reverse === to.reverse ? [] : [escpos.reverse(to.reverse)]),
  ];
}

/** Letters and Chinese characters have a switch each. */
function underline(on: boolean, { chinese }: Fonts): Uint8Array[] {
  return [escpos.underline(on), ...(chinese ? [escpos.chineseUnderline(on)] : [])];
}
