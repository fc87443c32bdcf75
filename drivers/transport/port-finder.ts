import { GatewayError } from '../error.js';
import type { UsbIdentity } from './link.js';

/** A USB port or HID device that is plugged in. Ids are hex text, any case, with or without 0x. */
export interface PortCandidate {
  readonly path: string;
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string | undefined;
  /** Every name of the socket, as in /dev/serial/by-path. */
  readonly usbPaths?: readonly string[] | undefined;
  /** What else tells it apart, for messages, e.g. `usage page 0x8c`. */
  readonly note?: string | undefined;
}

/**
 * The one candidate that fits. Throws TRANSPORT_PORT_NOT_FOUND, which names what is plugged in, or
 * TRANSPORT_PORT_AMBIGUOUS, which names what fits and how to choose (two devices of one make often share a serial number,
 * usb-hotplug.md, point 3). `alsoFits` narrows further, e.g. to a HID usage.
 */
export function findPort<Candidate extends PortCandidate>(
  identity: UsbIdentity,
  candidates: readonly Candidate[],
  alsoFits: (candidate: Candidate) => boolean = () => true,
): Candidate {
  const fitting = onePerPath(candidates.filter((candidate) => fits(identity, candidate) && alsoFits(candidate)));
  const [found, ...others] = fitting;
  if (!found) throw new GatewayError('TRANSPORT_PORT_NOT_FOUND', notFound(identity, onePerPath(candidates)));
  if (others.length > 0) throw new GatewayError('TRANSPORT_PORT_AMBIGUOUS', ambiguous(identity, fitting));
  return found;
}

function fits(identity: UsbIdentity, candidate: PortCandidate): boolean {
  const { serialNumber, usbPath } = identity;
  return (
    hexId(identity.vendorId) === hexId(candidate.vendorId) &&
    hexId(identity.productId) === hexId(candidate.productId) &&
    (serialNumber === undefined || lower(serialNumber) === lower(candidate.serialNumber)) &&
    (usbPath === undefined || (candidate.usbPaths ?? []).some((socket) => isSocket(usbPath, socket)))
  );
}

/** `-port0` at the end may be left out. */
function isSocket(wanted: string, socket: string): boolean {
  const [want, have] = [socketName(wanted), socketName(socket)];
  return have === want || have.startsWith(`${want}-port`);
}

const lower = (text = '') => text.trim().toLowerCase();
const hexId = (text: string) => lower(text).replace(/^0x/, '').padStart(4, '0');
const socketName = (path: string) => lower(path).replace(/^.*\//, '');

function onePerPath<Candidate extends PortCandidate>(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.path, candidate])).values()];
}

function notFound(identity: UsbIdentity, candidates: readonly PortCandidate[]): string {
  const present = candidates.length > 0 ? candidates.map(describe).join(', ') : 'nothing of this kind';
  return `no port fits ${describeIdentity(identity)}; plugged in: ${present}`;
}

function ambiguous(identity: UsbIdentity, fitting: readonly PortCandidate[]): string {
  const serials = new Set(fitting.map(({ serialNumber }) => lower(serialNumber)));
  const key = serials.size === fitting.length ? 'serialNumber' : 'usbPath';
  return `${fitting.length} ports fit ${describeIdentity(identity)}: ${fitting.map(describe).join(', ')}; set ${key} to choose one`;
}

function describeIdentity({ vendorId, productId, serialNumber, usbPath }: UsbIdentity): string {
  return named(`${hexId(vendorId)}:${hexId(productId)}`, serialNumber, usbPath);
}

function describe({ path, vendorId, productId, serialNumber, usbPaths, note }: PortCandidate): string {
  const parts = named(`${hexId(vendorId)}:${hexId(productId)}`, serialNumber, usbPaths?.join(' or '));
  return `${path} (${note ? `${parts}, ${note}` : parts})`;
}

function named(ids: string, serialNumber: string | undefined, usbPath: string | undefined): string {
  const serial = serialNumber ? `, serial number ${serialNumber}` : '';
  return `${ids}${serial}${usbPath ? `, usb path ${usbPath}` : ''}`;
}
