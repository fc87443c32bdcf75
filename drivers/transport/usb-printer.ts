import { type Clock, sleep, withTimeout } from '../clock.js';
import { GatewayError } from '../error.js';
import { type DeviceNode, findNode, type StatNode, watchNode } from './device-node.js';
import type { ByteLink, UsbIdentity, UsbPrinterSettings } from './link.js';
import { LinkLife, lost } from './link-life.js';
import { PolledReader } from './polled-reader.js';
import { PolledWriter } from './polled-writer.js';
import { findPort, type PortCandidate } from './port-finder.js';
import { printerError } from './usb-printer-error.js';
import { openPrinterFile, type PrinterFile } from './usb-printer-file.js';
import { listUsbPrinters } from './usb-printer-list.js';

const OPEN_TIMEOUT_MS = 10_000;

/** For this many ms after the opening the printer's words are answers to somebody else, kept in it since then. */
const STALE_MS = 30;
const STALE_PAUSE_MS = 5;

export interface UsbPrinterOptions {
  readonly clock: Clock;
  /** Gives up opening; an open link is ended with `close`. */
  readonly signal: AbortSignal;
  readonly list?: () => Promise<readonly PortCandidate[]>;
  readonly openFile?: (path: string) => Promise<PrinterFile>;
  readonly stat?: StatNode;
  /** ms between two looks at the device node; default 500. */
  readonly watchIntervalMs?: number;
}

/**
 * Opens a printer through the kernel's printer device, by path or by USB identity (looked up now, at each open: after a
 * re-plug it has another number). Rejects with TRANSPORT_OPEN_FAILED, _PORT_NOT_FOUND or _PORT_AMBIGUOUS. A write of the
 * link resolves when the printer has taken the bytes into its own buffer.
 */
export async function openUsbPrinterLink(settings: UsbPrinterSettings, options: UsbPrinterOptions): Promise<ByteLink> {
  const { list = listUsbPrinters } = options;
  const path = settings.path ?? (settings.usb && findPrinter(settings.usb, await list()));
  if (path === undefined)
    throw new GatewayError('TRANSPORT_OPEN_FAILED', 'a usb-printer link needs a path or a usb identity');
  try {
    const node = await findNode(path, options.stat);
    const file = await openInTime(node.path, options);
    return linkOver(file, node, `usb-printer ${path}`, options);
  } catch (error) {
    const text = `cannot open USB printer ${path}: ${printerError(error).message}`;
    throw new GatewayError('TRANSPORT_OPEN_FAILED', text, { cause: error });
  }
}

function findPrinter(identity: UsbIdentity, printers: readonly PortCandidate[]): string {
  try {
    return findPort(identity, printers).path;
  } catch (error) {
    if (!(error instanceof GatewayError) || printers.length > 0) throw error;
    const hint = 'is the kernel module usblp loaded, and does no print server such as CUPS hold the printer?';
    throw new GatewayError(error.code, `${error.message}; ${hint}`, { cause: error });
  }
}

/** A file that opens too late is closed again; one that opens in time is rid of old answers. */
async function openInTime(path: string, options: UsbPrinterOptions): Promise<PrinterFile> {
  const { clock, signal, openFile = openPrinterFile } = options;
  signal.throwIfAborted();
  const opening = openFile(path);
  try {
    const late = () => new Error(`not open within ${OPEN_TIMEOUT_MS} ms`);
    const file = await withTimeout(clock, opening, OPEN_TIMEOUT_MS, late);
    await discardStale(file, options);
    if (signal.aborted) throw new Error('given up');
    return file;
  } catch (error) {
    opening.then((file) => file.close()).catch(() => {});
    throw error;
  }
}

/** An answer to a question of the link before would be taken for one to ours. */
async function discardStale(file: PrinterFile, { clock, signal }: UsbPrinterOptions): Promise<void> {
  const end = clock.monotonic() + STALE_MS;
  while (clock.monotonic() < end && !signal.aborted) {
    if (!(await file.read())) await sleep(clock, STALE_PAUSE_MS, signal);
  }
}

function linkOver(file: PrinterFile, node: DeviceNode, name: string, options: UsbPrinterOptions): ByteLink {
  const { clock, stat, watchIntervalMs } = options;
  const life = new LinkLife({
    name,
    clock,
    stallHint: 'the printer is out of paper, open, busy or stuck',
    // The kernel drops what the printer has not taken, so that nothing of it is printed by the link after this one.
    release: (reason) => {
      watch.stop();
      writer.stop();
      reader.stop();
      const released = () => life.released(reason);
      file.close().then(released, released);
    },
  });
  const onGone = (detail: string) => life.end({ kind: 'lost', detail });
  const watch = watchNode(node, { clock, look: stat, intervalMs: watchIntervalMs, onGone });
  const writer = new PolledWriter(file, clock);
  const reader = new PolledReader({
    file,
    clock,
    onBytes: (bytes) => life.deliver(bytes),
    onError: (error) => life.end(lost(printerError(error))),
  });
  return {
    name,
    closed: life.closed,
    write: (bytes, { timeoutMs } = {}) =>
      life.write((done) => {
        reader.stir();
        writer.write(bytes, (error) => {
          reader.stir();
          done(error && printerError(error));
        });
      }, timeoutMs),
    onData: (receiver) => life.receive(receiver),
    close: () => life.close(),
  };
}
