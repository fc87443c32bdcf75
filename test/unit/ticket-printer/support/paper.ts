import iconv from 'iconv-lite';

/** A printed line as a person would see it. */
export interface PrintedLine {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  /** Of letters and of Chinese characters alike. */
  readonly underline: boolean;
  readonly reverse: boolean;
  readonly align: 'left' | 'centre' | 'right';
  /** Half-width columns at normal size. */
  readonly columns: number;
}

/** Dots as they come onto paper. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly align: PrintedLine['align'];
  /** Bytes sent for it. */
  readonly bytes: number;
  readonly isBlack: (x: number, y: number) => boolean;
}

export interface Paper {
  readonly lines: PrintedLine[];
  /** One per GS v 0. */
  readonly pictures: Picture[];
  /** Keys of the pictures that were asked for by GS ( L 69. */
  readonly logos: string[];
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
  const pictures: Picture[] = [];
  const logos: string[] = [];
  let bold = false;
  let underline = false;
  let chineseUnderline = false;
  let reverse = false;
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
    } else if (command === 0x2d) underline = next() === 1;
    else if (command === 0x64 || command === 0x4a) {
      if (pending.length > 0) fail('feed inside a line');
      next();
    } else if (command !== 0x32) fail(`ESC ${command.toString(16)}`);
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
  const picture = () => {
    if (pending.length > 0) fail('picture inside a line');
    if (next() !== 0x30) fail('GS v');
    const mode = next();
    const across = next() + 256 * next();
    const rows = next() + 256 * next();
    if (across === 0 || rows === 0 || rows > 256) fail('size of a picture');
    const dots = Array.from({ length: across * rows }, next);
    const [scaleX, scaleY] = [mode & 1 ? 2 : 1, mode & 2 ? 2 : 1];
    pictures.push({
      width: across * 8 * scaleX,
      height: rows * scaleY,
      align,
      bytes: dots.length + 8,
      isBlack: (x, y) => {
        const column = Math.floor(x / scaleX);
        return ((dots[Math.floor(y / scaleY) * across + (column >> 3)]! << (column & 7)) & 0x80) !== 0;
      },
    });
  };
  const logo = () => {
    const length = next() + 256 * next();
    const [m, fn, ...rest] = Array.from({ length }, next);
    if (m !== 0x30 || fn !== 0x45 || rest.length !== 4 || rest[2] !== 1 || rest[3] !== 1) fail('GS ( L function');
    if (pending.length > 0) fail('logo inside a line');
    logos.push(String.fromCharCode(rest[0]!, rest[1]!));
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
    } else if (command === 0x42) reverse = next() === 1;
    else if (command === 0x76) picture();
    else if (command === 0x28) {
      const group = next();
      if (group === 0x6b) symbol();
      else if (group === 0x4c) logo();
      else fail(`GS ( ${group.toString(16)}`);
    } else fail(`GS ${command.toString(16)}`);
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
      if (chinese && underline !== chineseUnderline) fail('letters and Chinese underlined differently');
      if (text !== '') lines.push({ text, width, height, bold, underline, reverse, align, columns });
      pending = [];
      columns = 0;
    } else if (byte === 0x1b) escapeCommand();
    else if (byte === 0x1d) groupCommand();
    else if (byte === 0x1c) {
      const command = next();
      if (command === 0x26) chinese = true;
      else if (command === 0x2d) chineseUnderline = next() === 1;
      else fail('FS');
    } else character(byte);
  }
  return { lines, pictures, logos, qr, cuts, chinese };
}
