import { barcode } from './escpos-barcode.js';
import { bitmapOfColumns, bitmapOfRows, enlarge } from './escpos-bitmap.js';
import { cutForm } from './escpos-cut.js';
import { type Effect, protocolError } from './escpos-effect.js';
import { createGraphics, printPicture } from './escpos-graphics.js';
import { identity } from './escpos-identity.js';
import { createLayout, defaultSpacing, type Size, type Style } from './escpos-layout.js';
import { processIdOf } from './escpos-process-id.js';
import { createQrMemory } from './escpos-qr.js';
import { type Command, hexByte, type Operation } from './escpos-syntax.js';
import { type Charset, createSignReader } from './escpos-text.js';

export interface InterpreterOptions {
  readonly columns: number;
  /** As it is after the next reset. */
  readonly charset: () => Charset;
  /** 1D 28 45. */
  readonly userSetting: (fn: number, params: readonly number[]) => Effect[];
  /** Chinese is on after power-up and 1B 40. */
  readonly chineseAtStart: boolean;
  readonly maker: string;
  readonly model: string;
}

export interface Interpreter {
  /** What this operation makes the mechanism do. */
  perform(operation: Operation): Effect[];
  /** Times a logo was written to lasting memory, or erased there. */
  readonly logoWrites: number;
  /** Drops the line that is being put together; styles stay. */
  drop(): void;
  /** As after power-up. */
  reset(): void;
}

const aligns = ['left', 'centre', 'right'] as const;
/** Height of a barcode after power-up. */
const barcodeDots = 162;
const double: Size = { width: 2, height: 2 };
const single: Size = { width: 1, height: 1 };

/** The modes of the printer: it turns commands into what happens on paper and on the wire (ticket-printing.md 2). */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const layout = createLayout(options.columns);
  const qr = createQrMemory();
  const graphics = createGraphics();
  let signs = createSignReader(options.charset());
  let barcodeHeight = barcodeDots;
  let chinese = options.chineseAtStart;

  const on = (n = 0) => (n & 1) === 1;
  const initialise = () => {
    barcodeHeight = barcodeDots;
    graphics.reset();
    layout.reset();
    qr.reset();
    chinese = options.chineseAtStart;
  };
  const style = (patch: Partial<Style>): Effect[] => {
    layout.set(patch);
    return [];
  };
  /** Runs only where a command is allowed: with nothing on the line. */
  const atLineStart = (what: string, run: () => Effect[]): Effect[] =>
    layout.atLineStart ? run() : protocolError(`${what} in the middle of a line is ignored`);

  const commands: Readonly<Record<Command, (params: readonly number[]) => Effect[]>> = {
    'real-time': () => [],
    look: () => [],
    initialise() {
      initialise();
      return [
        { kind: 'automatic-status', n: 0 },
        { kind: 'panel', stopAtNearEnd: false, button: true },
      ];
    },
    'chinese-on': () => {
      chinese = true;
      return [];
    },
    'chinese-off': () => {
      chinese = false;
      return [];
    },
    size: ([n = 0]) => {
      const size = { width: ((n >> 4) & 7) + 1, height: (n & 7) + 1 };
      return style({ ascii: size, chinese: size });
    },
    'ascii-mode': ([n = 0]) =>
      style({
        font: n & 1 ? 'B' : 'A',
        bold: (n & 8) !== 0,
        underline: n & 0x80 ? 1 : 0,
        ascii: { width: n & 0x20 ? 2 : 1, height: n & 0x10 ? 2 : 1 },
      }),
    'chinese-mode': ([n = 0]) =>
      style({ underline: n & 0x80 ? 1 : 0, chinese: { width: n & 4 ? 2 : 1, height: n & 8 ? 2 : 1 } }),
    'chinese-double': ([n]) => style({ chinese: on(n) ? double : single }),
    bold: ([n]) => style({ bold: on(n) }),
    underline: ([n = 0]) => style({ underline: ([0, 1, 2] as const)[n & 0x0f] ?? 0 }),
    font: ([n = 0]) => style({ font: (n & 1) === 1 ? 'B' : 'A' }),
    reverse: ([n]) => style({ reverse: on(n) }),
    align: ([n = 0]) =>
      atLineStart('1B 61', () => {
        const align = aligns[n >= 0x30 ? n - 0x30 : n];
        return align ? style({ align }) : protocolError(`1B 61 ${hexByte(n)} is ignored`);
      }),
    'default-spacing': () => style({ spacing: defaultSpacing }),
    spacing: ([n = 0]) => style({ spacing: n }),
    /** 1B 63 4 and 5; parallel printers have a 3 as well. */
    panel: ([which, n = 0]) => {
      if (which === 0x34) return [{ kind: 'panel', stopAtNearEnd: (n & 3) !== 0 }];
      if (which === 0x35) return [{ kind: 'panel', button: !on(n) }];
      return which === 0x33 ? [] : protocolError(`1B 63 ${hexByte(which ?? 0)} is ignored`);
    },
    'feed-lines': ([n = 0]) => layout.feed(n * layout.style.spacing),
    'feed-dots': ([n = 0]) => layout.feed(n),
    'cut-full': () => atLineStart('1B 69', () => [{ kind: 'cut', cut: 'full' }]),
    'cut-partial': () => atLineStart('1B 6D', () => [{ kind: 'cut', cut: 'partial' }]),
    cut: ([form = 0, n = 0]) => atLineStart(`1D 56 ${hexByte(form)}`, () => cutForm(form, n)),
    raster: ([, m = 0, xLow = 0, xHigh = 0, yLow = 0, yHigh = 0, ...data]) =>
      atLineStart('1D 76 30', () => {
        const bitmap = bitmapOfRows((xLow + 256 * xHigh) * 8, yLow + 256 * yHigh, data);
        return [printPicture(enlarge(bitmap, m & 1 ? 2 : 1, m & 2 ? 2 : 1))];
      }),
    /** Stands in the line; the feed after it moves the paper. */
    columns: ([m = 0, low = 0, high = 0, ...data]) => {
      const bitmap = bitmapOfColumns(low + 256 * high, m >= 32 ? 24 : 8, data);
      return bitmap.width === 0 ? [] : [{ ...printPicture(bitmap), dots: 0 } as Effect];
    },
    graphics: ([, , , , , ...params]) => graphics.perform(params, layout.atLineStart),
    'old-logos': (params) => {
      graphics.defineOld(params);
      return [];
    },
    'old-logo': ([n = 0, mode = 0]) => atLineStart('1C 70', () => graphics.printOld(n, mode)),
    'barcode-height': ([n = 0]) => {
      barcodeHeight = Math.max(1, n);
      return [];
    },
    barcode: (params) => atLineStart('1D 6B', () => barcode(params, barcodeHeight)),
    'queued-status': ([n = 0]) => [{ kind: 'queued-status', n: n & 0x0f }],
    'automatic-status': ([n = 0]) => [{ kind: 'automatic-status', n }],
    counter: ([fn, , low = 0, high = 0]) => [{ kind: 'counter', number: low + 256 * high, reset: fn === 0x30 }],
    identity: ([n = 0]) => identity(n, options),
    function: (params) => func(params),
  };

  /** GS ( and FS (: what is not known is skipped by its length. */
  function func(params: readonly number[]): Effect[] {
    const [name = 0, , , first = 0, second = 0, ...rest] = params;
    const letter = String.fromCharCode(name);
    const id = processIdOf(params);
    if (id) return [{ kind: 'process-id', id }];
    // Only the pulse and the power-off sequence can be switched so, which this printer does not do anyway.
    if (letter === 'D' && first === 0x14) return [];
    if (letter === 'L') return graphics.perform(params.slice(3), layout.atLineStart);
    if (letter === 'E') return options.userSetting(first, params.slice(4));
    if (letter === 'k' && first === 0x31) return qr.perform(second, rest, layout.atLineStart);
    if (letter === 'H' && first === 0x31 && second === 0x30 && rest.length === 1 && isOfflineResponse(rest[0])) {
      return [{ kind: 'offline-response', how: rest[0] }];
    }
    return protocolError(`function ( ${letter} ${hexByte(first)} ${hexByte(second)} is skipped`);
  }

  return {
    perform(operation) {
      if (operation.kind === 'text') return signs.push(operation.byte, chinese).flatMap((sign) => layout.put(sign));
      const brokenOff = signs.end().flatMap((sign) => layout.put(sign));
      switch (operation.kind) {
        case 'line-feed':
          return [...brokenOff, ...layout.feed(layout.style.spacing)];
        case 'tab':
          return [...brokenOff, ...layout.tab()];
        case 'unknown':
          return [...brokenOff, ...protocolError(`unknown command ${operation.bytes.map(hexByte).join(' ')}`)];
        case 'command':
          return [...brokenOff, ...commands[operation.command](operation.params)];
      }
    },
    get logoWrites() {
      return graphics.writes;
    },
    drop() {
      signs.end();
      layout.drop();
    },
    reset() {
      signs = createSignReader(options.charset());
      initialise();
    },
  };
}

function isOfflineResponse(how: number | undefined): how is number {
  return how === 0x30 || how === 0x31 || how === 0x32;
}
