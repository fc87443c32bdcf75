import { createDevice, type Device } from '../device.js';
import type { Action, World } from '../simulator.js';
import { createRequestDecoder, featureFrame, type HidRequest, inputFrame, refusedFrame } from './frames.js';

/** What a report was answered with: nothing more to say, or why it was not taken. */
export type Taken = 'taken' | { readonly refused: string };

export interface HidDescription {
  /** `<class>/<protocol>`. */
  readonly kind: string;
  readonly world: World;
  readonly output?: (report: number, data: Uint8Array) => Taken;
  readonly setFeature?: (report: number, data: Uint8Array) => Taken;
  /** The whole reply as the host's HID library hands it over. */
  readonly getFeature?: (report: number, length: number) => Uint8Array | { readonly refused: string };
  readonly actions: Readonly<Record<string, Action>>;
  readonly view: () => unknown;
  readonly restart?: () => void;
  readonly close?: () => void;
}

export interface HidDevice extends Device<HidRequest> {
  /** Says an input report on every connection, report number first only where the device numbers its reports. */
  input(report: Uint8Array): void;
}

/**
 * A USB HID device behind a TCP relay. A report the device has no place for is refused, as the host's USB stack would;
 * a frame that is none ends the connection; the knob `unplugged` pulls the plug.
 */
export function createHidDevice(description: HidDescription): HidDevice {
  const refuseAll = (what: string) => (report: number) => ({ refused: `no ${what} report ${report}` });
  const output = description.output ?? refuseAll('output');
  const setFeature = description.setFeature ?? refuseAll('feature');
  const getFeature = description.getFeature ?? refuseAll('feature');

  const device = createDevice<HidRequest>({
    kind: description.kind,
    world: description.world,
    decoder: createRequestDecoder,
    respond: {
      onRequest(request, { send }) {
        const refuse = (outcome: Taken) => outcome === 'taken' || send(refusedFrame(outcome.refused));
        if (request.kind === 'broken') hangUp();
        else if (request.kind === 'output') refuse(output(request.report, request.data));
        else if (request.kind === 'set-feature') refuse(setFeature(request.report, request.data));
        else {
          const reply = getFeature(request.report, request.length);
          send('refused' in reply ? refusedFrame(reply.refused) : featureFrame(reply.slice(0, request.length)));
        }
        return 'handled';
      },
    },
    actions: description.actions,
    view: description.view,
    ...(description.restart && { restart: description.restart }),
    ...(description.close && { close: description.close }),
  });
  const hangUp = () => {
    if (device.faults.unplugged) return;
    device.setFaults({ unplugged: true });
    device.setFaults({ unplugged: false });
  };
  return Object.assign(device, { input: (report: Uint8Array) => device.send(inputFrame(report)) });
}
