import type { Device } from 'node-hid';
import type { Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { type DeviceNode, findNode, type StatNode, watchNode } from './device-node.js';
import { errorText } from './error-text.js';
import { hidCandidates, type UsbPathsOf } from './hid-list.js';
import type { HidLink, HidSettings } from './link.js';
import { LinkLife, lost } from './link-life.js';
import { findPort } from './port-finder.js';

/** The part of node-hid's HIDAsync that is used. */
export interface HidHandle {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  /** The argument may be a plain string; no 'close' follows (usb-hotplug.md, "node-hid, exact texts"). */
  on(event: 'error', listener: (error: unknown) => void): unknown;
  write(report: Buffer): Promise<number>;
  getFeatureReport(reportId: number, length: number): Promise<Uint8Array>;
  sendFeatureReport(report: Buffer): Promise<number>;
  close(): Promise<void>;
}
export interface HidModule {
  devicesAsync(): Promise<Device[]>;
  readonly HIDAsync: { open(path: string): Promise<HidHandle> };
}

export interface HidOptions {
  readonly clock: Clock;
  /** Gives up opening; an open link is ended with `close`. */
  readonly signal: AbortSignal;
  /** Loaded on the first use only; its Linux build needs libusb-1.0 and libudev. */
  readonly load?: () => Promise<HidModule>;
  readonly stat?: StatNode;
  readonly usbPathsOf?: UsbPathsOf;
}

/** Opens the HID device of this identity. Rejects with TRANSPORT_OPEN_FAILED, _PORT_NOT_FOUND or _PORT_AMBIGUOUS. */
export async function openHidLink({ usb, usagePage, usage }: HidSettings, options: HidOptions): Promise<HidLink> {
  const { load = () => import('node-hid'), signal } = options;
  try {
    const { devicesAsync, HIDAsync } = await load();
    const { path } = findPort(
      usb,
      await hidCandidates(await devicesAsync(), options.usbPathsOf),
      ({ device }) =>
        (usagePage === undefined || usagePage === device.usagePage) && (usage === undefined || usage === device.usage),
    );
    const node = await findNode(path, options.stat);
    signal.throwIfAborted();
    const handle = await HIDAsync.open(path);
    if (!signal.aborted) return linkOver(handle, node, `hid ${path}`, options);
    await handle.close();
    throw new Error('given up');
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const text = `cannot open HID device ${usb.vendorId}:${usb.productId}: ${errorText(error)}`;
    throw new GatewayError('TRANSPORT_OPEN_FAILED', text, { cause: error });
  }
}

function linkOver(handle: HidHandle, node: DeviceNode, name: string, { clock, stat }: HidOptions): HidLink {
  const life = new LinkLife({
    name,
    clock,
    release: (reason) => {
      watch.stop();
      const released = () => life.released(reason);
      handle.close().then(released, released);
    },
  });
  const onGone = (detail: string) => life.end({ kind: 'lost', detail });
  const watch = watchNode(node, { clock, look: stat, onGone });
  handle.on('error', (error) => life.end(lost(error)));
  handle.on('data', (report) => life.deliver(report));
  /** A refused feature report says nothing about the link; a vanished device is heard as 'error'. */
  const feature = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!life.open) throw new GatewayError('TRANSPORT_CLOSED', `${name} is closed`);
    return work().catch((error: unknown) => {
      throw new GatewayError('PROTOCOL_REJECTED', `${name}: ${errorText(error)}`, { cause: error });
    });
  };
  return {
    name,
    closed: life.closed,
    write: (report) =>
      life.write((done) => {
        handle.write(Buffer.from(report)).then(() => done(), done);
      }),
    onReport: (receiver) => life.receive(receiver),
    getFeature: (reportId, length) => feature(() => handle.getFeatureReport(reportId, length)),
    setFeature: (report) => feature(async () => void (await handle.sendFeatureReport(Buffer.from(report)))),
    close: () => life.close(),
  };
}
