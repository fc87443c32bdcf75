import iconv from 'iconv-lite';

/** A printed line as a person would see it. */
export interface PrintedLine {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly align: 'left' | 'centre' | 'right';
  /** Half-width columns at normal size. */
  readonly columns: number;
}

export interface Paper {
  readonly lines: PrintedLine[];
  readonly qr: { readonly payload: string; readonly moduleDots: number }[];
  readonly cuts: { readonly feedDots: number; readonly atLineStart: boolean }[];
  readonly chinese: boolean;
}

/**
 * Reads a job as a printer would, by its own small table of commands; anything it does not know throws with its place,
 * so that a parameter printed as text or a swallowed byte cannot go unseen.
 */
export function readPaper(job: Uint8Array): Paper {
  const lines: PrintedLine[] = [];
  const qr: Paper['qr'] = [];
  const cuts: Paper['cuts'] = [];
  let chinese = false;
  let width = 1;
  let height = 1;
  let bold = false;
  let align: PrintedLine['align'] = 'left';
  let pending: number[] = [];
  let columns = 0;
  let moduleDots = 3;
  let stored = '';
  let at = 0;
  const next = () => {
    if (at >= job.length) throw new Error(`the job ends inside a command, at ${at}`);
    return job[at++]!;
  };
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${Buffer.from(job.slice(Math.max(0, at - 4), at + 8)).toString('hex')}`);
  };

  const escapeCommand = () => {
    const command = next();
    if (command === 0x45) bold = next() === 1;
    else if (command === 0x61) {
      if (pending.length > 0) fail('align inside a line');
      align = (['left', 'centre', 'right'] as const)[next()] ?? fail('align');
    } else if (command === 0x64) next();
    else if (command !== 0x32) fail(`ESC ${command.toString(16)}`);
  };
  const symbol = () => {
    const length = next() + 256 * next();
    const body = Array.from({ length }, next);
    if (body[0] !== 0x31) fail('GS ( k for something else than QR');
    if (body[1] === 0x43) moduleDots = body[2]!;
    else if (body[1] === 0x50) stored = Buffer.from(body.slice(3)).toString('utf8');
    else if (body[1] === 0x51) {
      if (pending.length > 0) fail('QR inside a line');
      qr.push({ payload: stored, moduleDots });
    } else if (body[1] !== 0x41 && body[1] !== 0x45) fail('GS ( k function');
  };
  const groupCommand = () => {
    const command = next();
    if (command === 0x21) {
      const factors = next();
      width = (factors >> 4) + 1;
      height = (factors & 0x0f) + 1;
    } else if (command === 0x56) {
      if (next() !== 0x42) fail('cut form');
      cuts.push({ feedDots: next(), atLineStart: pending.length === 0 });
    } else if (command === 0x28 && next() === 0x6b) symbol();
    else fail(`GS ${command.toString(16)}`);
  };
  const character = (first: number) => {
    if (first < 0x20 || first === 0x7f) fail(`control character ${first.toString(16)}`);
    const code = [first];
    if (first >= 0x80) {
      if (!chinese) fail('Chinese while Chinese mode is off');
      code.push(next());
      if (code[1]! < 0x40) code.push(next(), next());
    }
    pending.push(...code);
    columns += (code.length === 1 ? 1 : 2) * width;
  };

  while (at < job.length) {
    const byte = next();
    if (byte === 0x0a) {
      const text = iconv.decode(Buffer.from(pending), 'gb18030');
      lines.push({ text, width, height, bold, align, columns });
      pending = [];
      columns = 0;
    } else if (byte === 0x1b) escapeCommand();
    else if (byte === 0x1d) groupCommand();
    else if (byte === 0x1c) chinese = next() === 0x26 || fail('FS');
    else character(byte);
  }
  return { lines, qr, cuts, chinese };
}
