import type { SerialPort } from 'serialport';
import type { Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { type DeviceNode, findNode, type StatNode, watchNode } from './device-node.js';
import { errorText } from './error-text.js';
import { byteTimeMs } from './line-format.js';
import { LineLoad } from './line-load.js';
import type { ByteLink, SerialSettings } from './link.js';
import { LinkLife, lost } from './link-life.js';
import { findPort, type PortCandidate } from './port-finder.js';
import { listPorts } from './port-list.js';
import { pollBothDirections } from './serial-poller.js';

const OPEN_TIMEOUT_MS = 10_000;

/** A close waits no longer than this many ms for a line with flow control to carry the rest. */
const DRAIN_LIMIT_MS = 5_000;

const stallHints: Readonly<Record<SerialSettings['flowControl'], string | undefined>> = {
  none: undefined,
  hardware:
    'flowControl hardware: the device keeps CTS off (busy, out of paper, switched off), or the cable lacks that wire',
  software: 'flowControl software: the device sent XOFF and no XON after it (busy, out of paper, offline)',
};

type SerialModule = Pick<typeof import('serialport'), 'SerialPort'>;

export interface SerialOptions {
  readonly clock: Clock;
  /** Gives up opening; an open link is ended with `close`. */
  readonly signal: AbortSignal;
  readonly list?: () => Promise<readonly PortCandidate[]>;
  /** Loaded on the first use only: a gateway with network devices alone never does. */
  readonly load?: () => Promise<SerialModule>;
  readonly stat?: StatNode;
  /** ms between two looks at the device node; default 500. */
  readonly watchIntervalMs?: number;
}

/**
 * serialport's own words for our settings. Of software flow control only the half that lets the device stop us
 * (`xon` = IXON: the kernel obeys XOFF and XON and takes them out of what is read). The other half (`xoff` = IXOFF)
 * would put an XOFF of ours into the middle of a picture, where a printer takes it for data; and any other byte must
 * not end a pause (`xany`), because a printer goes on answering during one.
 */
export function serialportOptions(settings: SerialSettings, path: string) {
  const { baudRate, dataBits, parity, stopBits, flowControl } = settings;
  const flow = { rtscts: flowControl === 'hardware', xon: flowControl === 'software', xoff: false, xany: false };
  return { path, baudRate, dataBits, parity, stopBits, ...flow, autoOpen: false, lock: true } as const;
}

/**
 * Opens a serial port, by path or by USB identity (looked up now, at each open). Rejects with TRANSPORT_OPEN_FAILED
 * (also while the lock of a closed port lingers), _PORT_NOT_FOUND or _PORT_AMBIGUOUS. Each link has a port object of
 * its own which is never opened again (usb-hotplug.md, point 2).
 */
export async function openSerialLink(settings: SerialSettings, options: SerialOptions): Promise<ByteLink> {
  const { list = listPorts, load = () => import('serialport') } = options;
  const path = settings.path ?? (settings.usb && findPort(settings.usb, await list()).path);
  if (path === undefined)
    throw new GatewayError('TRANSPORT_OPEN_FAILED', 'a serial link needs a path or a usb identity');
  try {
    const { SerialPort } = await load();
    const node = await findNode(path, options.stat);
    const port = new SerialPort(serialportOptions(settings, node.path));
    // Stays for good: an 'error' nobody hears ends the process, and it may come after the end.
    port.on('error', () => {});
    await openPort(port, options);
    pollBothDirections(port);
    return linkOver(port, node, `serial ${path}`, settings, options);
  } catch (error) {
    const text = `cannot open serial port ${path}: ${errorText(error)}`;
    throw new GatewayError('TRANSPORT_OPEN_FAILED', text, { cause: error });
  }
}

/** An open that is given up and succeeds later is closed again. */
async function openPort(port: SerialPort, { clock, signal }: SerialOptions): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error | null) => {
      timer.cancel();
      signal.removeEventListener('abort', giveUp);
      if (error) reject(error);
      else resolve();
    };
    const abandon = (why: string) => {
      abandoned = true;
      settle(new Error(why));
    };
    const giveUp = () => abandon('given up');
    const timer = clock.setTimeout(() => abandon(`not open within ${OPEN_TIMEOUT_MS} ms`), OPEN_TIMEOUT_MS);
    let abandoned = false;
    signal.addEventListener('abort', giveUp, { once: true });
    port.open((error) => {
      if (!abandoned) settle(error);
      else if (!error) port.close(() => {});
    });
  });
  // Whatever the line gathered before this link is none of its business.
  await new Promise<void>((resolve) => port.flush(() => resolve()));
}

function linkOver(
  port: SerialPort,
  node: DeviceNode,
  name: string,
  settings: SerialSettings,
  options: SerialOptions,
): ByteLink {
  const { clock, stat, watchIntervalMs } = options;
  const { flowControl } = settings;
  const load = new LineLoad(clock, byteTimeMs(settings));
  const life = new LinkLife({
    name,
    clock,
    stallHint: stallHints[flowControl],
    release: (reason, unfinished) => {
      watch.stop();
      const discard = unfinished || reason.kind === 'lost';
      const released = () => life.released(reason);
      if (discard || flowControl === 'none') shut(port, discard, released);
      // A close that leaves the rest to the system would hold a thread for up to 30 s while the device holds us back.
      else clock.setTimeout(() => shut(port, true, released), Math.min(load.leftMs, DRAIN_LIMIT_MS));
    },
  });
  const onGone = (detail: string) => life.end({ kind: 'lost', detail });
  const watch = watchNode(node, { clock, look: stat, intervalMs: watchIntervalMs, onGone });
  port.on('data', (bytes: Uint8Array) => life.deliver(bytes));
  port.on('error', (error) => life.end(lost(error)));
  port.on('close', (error?: Error | null) => life.released(lost(error ?? 'the port is closed')));
  return {
    name,
    closed: life.closed,
    write: (bytes, { timeoutMs } = {}) =>
      life.write((done) => {
        load.add(bytes.length);
        writeIfOpen(port, bytes, done);
      }, timeoutMs),
    onData: (receiver) => life.receive(receiver),
    close: () => life.close(),
  };
}

/** serialport keeps what is written to a closed port and never calls back (usb-hotplug.md, point 2). */
function writeIfOpen(port: SerialPort, bytes: Uint8Array, done: (error?: Error | null) => void): void {
  if (port.isOpen) port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), undefined, done);
  else done(new Error('the port is not open'));
}

/** `discard` throws away what is not out yet; else the system sends it before it lets go. */
function shut(port: SerialPort, discard: boolean, done: () => void): void {
  const close = () => {
    if (port.isOpen) port.close(done);
    // A port that is closing by itself reports it with 'close'.
    else if (!port.closing) done();
  };
  if (discard && port.isOpen) port.flush(close);
  else close();
}
