import { constants, type FileHandle, open } from 'node:fs/promises';

/** What one read takes at most; the kernel's own buffer for a printer's answers is of this size. */
const READ_BYTES = 1_024;

const nothing = new Uint8Array(0);

/** An open printer device. No call waits for the printer; each rejects with the error of the system. */
export interface PrinterFile {
  /** Resolves with how many bytes the kernel took, the first ones; 0 while it is busy with those before. */
  write(bytes: Uint8Array): Promise<number>;
  /** True when the printer has taken all that the kernel took. */
  drained(): Promise<boolean>;
  /** What has come in, or undefined when there is nothing at the moment. */
  read(): Promise<Uint8Array | undefined>;
  /** What the printer has not taken yet is dropped by the kernel. */
  close(): Promise<void>;
}

/**
 * Opens a device of the kernel's usblp driver without ever waiting for the printer. A blocking write to a printer that
 * takes nothing holds one of the four threads Node does all its file and DNS work with, until the printer is unplugged
 * (usb-hotplug.md, "usblp"). With O_NONBLOCK each call returns at once, so that a process per printer is not needed.
 *
 * How usblp behaves then (drivers/usb/class/usblp.c, Linux 6.1):
 * - `write` starts one transfer of up to 8 KiB and counts it as written at once; the next one is EAGAIN until the printer
 *   has taken it. Only a write of no bytes asks for that without sending more; the source names it for this purpose.
 * - A transfer that fails without the device going away is told to nobody but the kernel's log. What the printer says
 *   about a ticket is the proof, not the write.
 * - One program at a time: EBUSY for the second. Closing drops the transfer under way.
 */
export async function openPrinterFile(path: string): Promise<PrinterFile> {
  const handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    // Left behind by a root who wrote to the device while it was unplugged: tickets would go into it.
    if ((await handle.stat()).isFile()) throw new Error('it is a regular file, not a printer device; remove it');
  } catch (error) {
    await handle.close();
    throw error;
  }
  return printerFile(handle, handle);
}

/** The two may be one; both must be non-blocking. */
export function printerFile(input: FileHandle, output: FileHandle): PrinterFile {
  const buffer = new Uint8Array(READ_BYTES);
  return {
    write: async (bytes) => (await unlessBusy(output.write(bytes)))?.bytesWritten ?? 0,
    // For no bytes `write` of a file handle makes no system call; `writev` of one buffer is a write(2) that reaches usblp.
    drained: async () => (await unlessBusy(output.writev([nothing]))) !== undefined,
    read: async () => {
      const { bytesRead = 0 } = (await unlessBusy(unlessOneWay(input.read(buffer, 0, READ_BYTES)))) ?? {};
      // Nothing read is not the end: printers send empty packets.
      return bytesRead > 0 ? buffer.slice(0, bytesRead) : undefined;
    },
    close: async () => {
      await Promise.all([...new Set([input, output])].map((handle) => handle.close()));
    },
  };
}

function unlessBusy<T>(call: Promise<T>): Promise<T | undefined> {
  return unless('EAGAIN', call);
}

/** A printer without a way back: usblp refuses to read. */
function unlessOneWay<T>(call: Promise<T>): Promise<T | undefined> {
  return unless('EINVAL', call);
}

function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: NodeJS.ErrnoException) => {
    if (error.code === code) return undefined;
    throw error;
  });
}
