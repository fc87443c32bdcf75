import { GatewayError } from '../error.js';
import { Inbox } from './inbox.js';
import type { CloseReason, HidLink } from './link.js';

/** The device's side of an in-memory HID pair. */
export interface HidMemoryDevice {
  /** Sends an input report to the host. */
  report(report: Uint8Array): void;
  /** Sets the one receiver of output reports; as on the wire, a report number 0 is left out. */
  onOutput(receiver: (report: Uint8Array) => void): void;
  /** Feature reports by number, each with its number first; `setFeature` of the host writes here. */
  readonly features: Map<number, Uint8Array>;
  readonly closed: Promise<CloseReason>;
  unplug(detail?: string): void;
}

/** A HID link and the device at its other end, with the life cycle of a real one. */
export function hidMemoryPair(name = 'hid memory'): [HidLink, HidMemoryDevice] {
  let open = true;
  let resolveClosed: (reason: CloseReason) => void = () => {};
  const closed = new Promise<CloseReason>((resolve) => {
    resolveClosed = resolve;
  });
  const end = (reason: CloseReason) => {
    open = false;
    resolveClosed(reason);
  };
  const failed = (error: unknown) => end({ kind: 'lost', detail: `the receiver of its data failed: ${String(error)}` });
  const toHost = new Inbox(failed);
  const toDevice = new Inbox(failed);
  const features = new Map<number, Uint8Array>();
  const mustBeOpen = () => {
    if (!open) throw new GatewayError('TRANSPORT_CLOSED', `${name} is closed`);
  };

  const link: HidLink = {
    name,
    closed,
    write: async (report) => {
      mustBeOpen();
      const sent = report.slice(report[0] === 0 ? 1 : 0);
      await Promise.resolve();
      if (open) toDevice.deliver(sent);
    },
    onReport: (receiver) => toHost.receive(receiver),
    getFeature: async (reportId, length) => {
      mustBeOpen();
      const report = features.get(reportId);
      if (!report) throw new GatewayError('PROTOCOL_REJECTED', `${name} has no feature report ${reportId}`);
      return report.slice(0, length);
    },
    setFeature: async (report) => {
      mustBeOpen();
      features.set(report[0] ?? 0, report.slice());
    },
    close: async () => end({ kind: 'local', detail: 'closed by us' }),
  };
  const device: HidMemoryDevice = {
    closed,
    features,
    report: (report) => {
      if (open) toHost.deliver(report.slice());
    },
    onOutput: (receiver) => toDevice.receive(receiver),
    unplug: (detail = 'unplugged') => end({ kind: 'lost', detail }),
  };
  return [link, device];
}
