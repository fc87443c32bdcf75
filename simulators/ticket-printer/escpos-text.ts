/** A sign as it comes onto paper. */
export interface Sign {
  readonly text: string;
  /** Twice as wide as a letter, from the Chinese font. */
  readonly chinese: boolean;
}

export type Charset = 'gb18030' | 'gbk';

/** What is printed for bytes the fonts have nothing for. */
const noSign = '□';

export interface SignReader {
  /** The signs this byte completes. */
  push(byte: number, chineseOn: boolean): Sign[];
  /** What is printed when a code breaks off. */
  end(): Sign[];
}

/**
 * Assembles signs from bytes of 20 and up (ticket-printing.md 2.1). With Chinese on, 81 to FE begins a code of two or,
 * in GB18030, four bytes; with Chinese off such bytes are signs of a western code page, which nobody can read.
 */
export function createSignReader(charset: Charset): SignReader {
  const decoder = new TextDecoder(charset);
  let code: number[] = [];

  const finish = (): Sign[] => {
    const text = decoder.decode(Uint8Array.from(code));
    code = [];
    return [{ text: isPrintable(text) ? text : noSign, chinese: true }];
  };
  const end = (): Sign[] => {
    const signs = code.length > 0 ? [{ text: noSign, chinese: true }] : [];
    code = [];
    return signs;
  };
  const push = (byte: number, chineseOn: boolean): Sign[] => {
    if (code.length === 0) {
      if (byte < 0x7f) return [{ text: String.fromCharCode(byte), chinese: false }];
      if (!chineseOn || byte < 0x81 || byte > 0xfe) return [{ text: noSign, chinese: false }];
      code.push(byte);
      return [];
    }
    if (!fits(byte)) return [...end(), ...push(byte, chineseOn)];
    code.push(byte);
    return code.length === 4 || (code.length === 2 && byte >= 0x40) ? finish() : [];
  };
  const fits = (byte: number): boolean => {
    const digit = byte >= 0x30 && byte <= 0x39;
    if (code.length === 2) return byte >= 0x81 && byte <= 0xfe;
    if (code.length === 3) return digit;
    return (byte >= 0x40 && byte <= 0xfe && byte !== 0x7f) || (digit && charset === 'gb18030');
  };
  return { push, end };
}

/** Codes without a sign decode to the replacement character or to the private-use area. */
function isPrintable(text: string): boolean {
  return !/^[\ufffd\ue000-\uf8ff]/u.test(text);
}
