import type { HidDevice } from '../../../../simulators/hid/hid-device.js';
import type { World } from '../../../../simulators/simulator.js';
import { toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

const word = (length: number) => [length >> 8, length & 0xff];
const spread = (text: string) => [...Buffer.from(text.replaceAll(' ', ''), 'hex')];

/** A host at the far end of the relay, and what it has heard as `kind | payload` in hex, framing taken off. */
export function stand(create: (world: World) => HidDevice) {
  const clock = new VirtualClock();
  const device = create({ clock, random: seededRandom(1) });
  const host = plugHost(device);
  const send = (kind: number, payload: readonly number[]) =>
    host.send(Uint8Array.from([kind, ...word(payload.length), ...payload]));
  const heard = (kind: number): string[] => {
    const bytes = Buffer.concat(host.writes);
    const payloads: string[] = [];
    for (let at = 0; at < bytes.length; at += 3 + bytes.readUInt16BE(at + 1)) {
      const payload = bytes.subarray(at + 3, at + 3 + bytes.readUInt16BE(at + 1));
      if (bytes[at] === kind) payloads.push(toHex(payload));
    }
    return payloads;
  };
  return {
    clock,
    device,
    host,
    /** Input reports so far. */
    inputs: () => heard(0x01),
    replies: () => heard(0x05),
    refusals: () => heard(0x06).map((text) => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('utf8')),
    /** Report number first, as hex. */
    output: (report: string) => send(0x02, spread(report)),
    setFeature: (report: string) => send(0x03, spread(report)),
    getFeature: (report: number, length: number) => send(0x04, [report, ...word(length)]),
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]?.(args),
  };
}
