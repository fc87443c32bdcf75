import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PrinterFile, printerFile } from '../../drivers/transport/usb-printer-file.js';

/** Two named pipes as a printer device: what is read and written is real, and a full pipe is EAGAIN as a busy printer is. */
export interface PipePrinter {
  /** The node that the link watches. */
  readonly path: string;
  openFile(): Promise<PrinterFile>;
  /** Resolves with the next bytes from the host, `most` at a time. */
  take(most?: number): Promise<Uint8Array>;
  /** Resolves when exactly `count` bytes came, with all of them. */
  takeAll(count: number, most?: number): Promise<Buffer>;
  say(bytes: Uint8Array): Promise<void>;
  /** What waits for the printer now. */
  rest(): Promise<Buffer>;
  remove(): Promise<void>;
}

const mode = constants.O_RDWR | constants.O_NONBLOCK;

export async function pipePrinter(): Promise<PipePrinter> {
  const directory = await mkdtemp(join(tmpdir(), 'printer-'));
  const [down, up] = [join(directory, 'lp0'), join(directory, 'answers')];
  execFileSync('mkfifo', [down, up]);
  const [near, far] = [await open(down, mode), await open(up, mode)];
  const take = async (most = 65_536) => {
    for (;;) {
      const bytes = await readNow(near, most);
      if (bytes) return bytes;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return {
    path: down,
    openFile: async () => printerFile(await open(up, mode), await open(down, mode)),
    take,
    takeAll: async (count, most) => {
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0; left -= parts.at(-1)?.length ?? 0)
        parts.push(await take(Math.min(left, most ?? left)));
      return Buffer.concat(parts);
    },
    say: async (bytes) => {
      await far.write(bytes);
    },
    rest: async () => {
      const parts: Uint8Array[] = [];
      for (let bytes = await readNow(near, 65_536); bytes; bytes = await readNow(near, 65_536)) parts.push(bytes);
      return Buffer.concat(parts);
    },
    remove: async () => {
      await Promise.all([near.close(), far.close()]);
      await rm(directory, { recursive: true });
    },
  };
}

async function readNow(pipe: FileHandle, most: number): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(most);
  const { bytesRead } = await pipe.read(buffer, 0, most).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EAGAIN') return { bytesRead: 0 };
    throw error;
  });
  return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined;
}
