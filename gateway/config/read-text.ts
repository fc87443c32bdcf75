import { open } from 'node:fs/promises';

/** Gives a file's bytes, `maxBytes` at most and one more when there are more. Rejects as node:fs does. */
export type ReadFile = (path: string, maxBytes: number) => Promise<Uint8Array>;

/** Reads no more than it may, however large the file is. */
export const readFileLimited: ReadFile = async (path, maxBytes) => {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length);
    }
  } finally {
    await file.close();
  }
};

/** What is wrong with a file as a whole. */
export interface FileFailure {
  readonly found: string;
  readonly allowed: string;
  readonly hint?: string;
}

export type ReadBytes = { readonly bytes: Uint8Array } | { readonly failure: FileFailure };
export type ReadText = { readonly text: string } | { readonly failure: FileFailure; readonly line: number };

/** A file of at most `maxBytes`, or what is wrong with it. Never rejects. */
export async function readBytes(path: string, maxBytes: number, readFile: ReadFile): Promise<ReadBytes> {
  try {
    const bytes = await readFile(path, maxBytes);
    if (bytes.length <= maxBytes) return { bytes };
    return { failure: { found: `a file over ${maxBytes} bytes`, allowed: `${maxBytes} bytes at most` } };
  } catch (error) {
    return { failure: { found: reasonOf(error), allowed: 'a file that can be read' } };
  }
}

/** A UTF-8 text file of at most `maxBytes`, without its byte order mark; or what is wrong with it. Never rejects. */
export async function readText(path: string, maxBytes: number, readFile: ReadFile): Promise<ReadText> {
  const read = await readBytes(path, maxBytes, readFile);
  if ('failure' in read) return { ...read, line: 1 };
  const { bytes } = read;
  const text = decode(bytes);
  if (text !== undefined) return { text };
  const hint = 'Editors on Windows often save as GBK: save it again as UTF-8';
  return { failure: { found: 'bytes that are not UTF-8', allowed: 'text in UTF-8', hint }, line: badLine(bytes) };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function badLine(bytes: Uint8Array): number {
  let [line, start] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || decode(bytes.subarray(start, end)) === undefined) return line;
    [line, start] = [line + 1, end + 1];
  }
}

/** Why a file or a folder cannot be read, in words. */
export function reasonOf(error: unknown, what: 'file' | 'folder' = 'file'): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `no such ${what}`;
  if (code === 'EISDIR') return 'a directory';
  if (code === 'EACCES' || code === 'EPERM') return `a ${what} that this user may not read`;
  return `a ${what} that cannot be read (${error instanceof Error ? error.message : String(error)})`;
}
