import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import type { PortCandidate } from './port-finder.js';

/** What SerialPort.list() tells of a port; only USB ports have ids. */
interface ListedPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export interface PortListOptions {
  readonly list?: () => Promise<readonly ListedPort[]>;
  /** Where udev keeps one link per socket. */
  readonly byPathDirectory?: string;
}

/** The USB serial ports plugged in now, each with the names of its socket. */
export async function listPorts(options: PortListOptions = {}): Promise<PortCandidate[]> {
  const { list = listBySerialport, byPathDirectory = '/dev/serial/by-path' } = options;
  const [ports, sockets] = await Promise.all([list().catch(listFailed), readSockets(byPathDirectory)]);
  return ports.flatMap(({ path, vendorId, productId, serialNumber }) =>
    vendorId && productId
      ? [{ path, vendorId, productId, serialNumber, usbPaths: sockets.get(path)?.toSorted() ?? [] }]
      : [],
  );
}

async function listBySerialport(): Promise<readonly ListedPort[]> {
  const { SerialPort } = await import('serialport');
  return SerialPort.list();
}

function listFailed(error: unknown): never {
  const text = `cannot list the serial ports: ${errorText(error)} (on Linux the program udevadm is needed for this)`;
  throw new GatewayError('TRANSPORT_OPEN_FAILED', text, { cause: error });
}

/** Device path → names of its links; a socket can have several (`…-usb-0:4…` and `…-usbv2-0:4…`). */
async function readSockets(directory: string): Promise<Map<string, string[]>> {
  const sockets = new Map<string, string[]>();
  for (const name of await readdir(directory).catch(() => [])) {
    const path = await realpath(join(directory, name)).catch(() => undefined);
    if (path) sockets.set(path, [...(sockets.get(path) ?? []), name]);
  }
  return sockets;
}
