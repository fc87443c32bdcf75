import { cutForm } from './escpos-cut.js';
import { type Effect, protocolError } from './escpos-effect.js';
import { identity } from './escpos-identity.js';
import { createLayout, defaultSpacing, type Size, type Style } from './escpos-layout.js';
import { createQrMemory } from './escpos-qr.js';
import { type Command, hexByte, type Operation } from './escpos-syntax.js';
import { type Charset, createSignReader } from './escpos-text.js';

export interface InterpreterOptions {
  readonly columns: number;
  readonly charset: Charset;
  /** Chinese is on after power-up and 1B 40. */
  readonly chineseAtStart: boolean;
  readonly maker: string;
  readonly model: string;
}

export interface Interpreter {
  /** What this operation makes the mechanism do. */
  perform(operation: Operation): Effect[];
  /** Drops the line that is being put together; styles stay. */
  drop(): void;
  /** As after power-up. */
  reset(): void;
}

const aligns = ['left', 'centre', 'right'] as const;
const double: Size = { width: 2, height: 2 };
const single: Size = { width: 1, height: 1 };

/** The modes of the printer: it turns commands into what happens on paper and on the wire (ticket-printing.md 2). */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const layout = createLayout(options.columns);
  const qr = createQrMemory();
  const signs = createSignReader(options.charset);
  let chinese = options.chineseAtStart;

  const on = (n = 0) => (n & 1) === 1;
  const initialise = () => {
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
      return [{ kind: 'automatic-status', n: 0 }];
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
      style({ bold: (n & 8) !== 0, ascii: { width: n & 0x20 ? 2 : 1, height: n & 0x10 ? 2 : 1 } }),
    'chinese-mode': ([n = 0]) => style({ chinese: { width: n & 4 ? 2 : 1, height: n & 8 ? 2 : 1 } }),
    'chinese-double': ([n]) => style({ chinese: on(n) ? double : single }),
    bold: ([n]) => style({ bold: on(n) }),
    reverse: ([n]) => style({ reverse: on(n) }),
    align: ([n = 0]) =>
      atLineStart('1B 61', () => {
        const align = aligns[n >= 0x30 ? n - 0x30 : n];
        return align ? style({ align }) : protocolError(`1B 61 ${hexByte(n)} is ignored`);
      }),
    'default-spacing': () => style({ spacing: defaultSpacing }),
    spacing: ([n = 0]) => style({ spacing: n }),
    'feed-lines': ([n = 0]) => layout.feed(n * layout.style.spacing),
    'feed-dots': ([n = 0]) => layout.feed(n),
    'cut-full': () => atLineStart('1B 69', () => [{ kind: 'cut', cut: 'full' }]),
    'cut-partial': () => atLineStart('1B 6D', () => [{ kind: 'cut', cut: 'partial' }]),
    cut: ([form = 0, n = 0]) => atLineStart(`1D 56 ${hexByte(form)}`, () => cutForm(form, n)),
    raster: ([, m = 0, xLow = 0, xHigh = 0, yLow = 0, yHigh = 0]) =>
      atLineStart('1D 76 30', () => {
        const width = (xLow + 256 * xHigh) * 8 * (m & 1 ? 2 : 1);
        const height = (yLow + 256 * yHigh) * (m & 2 ? 2 : 1);
        return [{ kind: 'print', item: { kind: 'picture', picture: { width, height } }, dots: height }];
      }),
    'queued-status': ([n = 0]) => [{ kind: 'queued-status', n: n & 0x0f }],
    'automatic-status': ([n = 0]) => [{ kind: 'automatic-status', n }],
    counter: ([fn, , low = 0, high = 0]) => [{ kind: 'counter', number: low + 256 * high, reset: fn === 0x30 }],
    identity: ([n = 0]) => identity(n, options),
    function: (params) => func(params),
  };

  /** GS ( and FS (: what is not known is skipped by its length. */
  function func([name = 0, , , first = 0, second = 0, ...rest]: readonly number[]): Effect[] {
    const letter = String.fromCharCode(name);
    if (letter === 'k' && first === 0x31) return qr.perform(second, rest, layout.atLineStart);
    if (letter === 'H' && first === 0x30 && second === 0x30 && isProcessId(rest)) {
      return [{ kind: 'process-id', id: rest }];
    }
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
    drop() {
      signs.end();
      layout.drop();
    },
    reset() {
      signs.end();
      initialise();
    },
  };
}

function isOfflineResponse(how: number | undefined): how is number {
  return how === 0x30 || how === 0x31 || how === 0x32;
}

function isProcessId(bytes: readonly number[]): boolean {
  return bytes.length === 4 && bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
}
