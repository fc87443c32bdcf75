import type { Counts } from '../counting/model.js';
import { crc8 } from './crc8.js';

/** Its counting frames have one header and different lengths. */
export type Model = 'people-counter' | 'swipe-plus';

/** What a sensor says by itself (led-boards-counters-hid.md 5.3). */
export type Frame =
  /** mm, of its two beams; it never ceases to say it. */
  | { readonly kind: 'distances'; readonly first: number; readonly second: number }
  /** Totals since power-on or reset, 0 to 65535 each; at each passage. */
  | { readonly kind: 'counts'; readonly counts: Counts; readonly sensorId?: number }
  /** mm; a Swipe Plus in presence mode, which counts nobody. */
  | { readonly kind: 'presence'; readonly distance: number };

/** Counts of frames since the decoder was made. */
export interface StreamDecoder {
  /** The frames that a chunk completes. Never throws, keeps less than one frame. */
  push(chunk: Uint8Array): Frame[];
  readonly intact: number;
  /** Frames whose CRC is wrong, and times the stream was lost otherwise. */
  readonly damaged: number;
  /** Frames whose net count is not what their counts in and out come to; they are left out. */
  readonly contradictory: number;
  /** Counting frames that only the other model can have sent. */
  readonly ofOtherModel: number;
}

interface Shape {
  /** Of the whole frame. */
  readonly length: number;
  /** Undefined where the content contradicts itself. */
  readonly read: (view: DataView) => Frame | undefined;
}

const crcLength = 1;
const headerLength = 2;

const countsOf: Readonly<Record<Model, Shape>> = {
  'people-counter': { length: 15, read: (view) => counts(view, 6, { sensorId: view.getUint32(2) }) },
  'swipe-plus': { length: 11, read: (view) => counts(view, 2, {}) },
};

const distances: Shape = {
  length: 7,
  read: (view) => ({ kind: 'distances', first: view.getUint16(2), second: view.getUint16(4) }),
};
const presence: Shape = { length: 5, read: (view) => ({ kind: 'presence', distance: view.getUint16(2) }) };

/** In and out are kept modulo 2^16 and net is not, so the three agree modulo 2^16. */
function counts(view: DataView, at: number, sensor: { sensorId?: number }): Frame | undefined {
  const [net, passedIn, passedOut] = [view.getInt32(at), view.getUint16(at + 4), view.getUint16(at + 6)];
  if (((passedIn - passedOut - net) & 0xffff) !== 0) return undefined;
  return { kind: 'counts', counts: { in: passedIn, out: passedOut }, ...sensor };
}

/** Takes the stream of a sensor apart: two letters begin a frame, a CRC-8 over all before it ends it. */
export function streamDecoder(model: Model): StreamDecoder {
  const shapes: ReadonlyMap<number, Shape> = new Map([
    [header('DD'), distances],
    [header('PC'), countsOf[model]],
    [header('TT'), presence],
  ]);
  const other = countsOf[model === 'swipe-plus' ? 'people-counter' : 'swipe-plus'];
  const counted = { intact: 0, damaged: 0, contradictory: 0, ofOtherModel: 0 };
  let buffer: Uint8Array = new Uint8Array();
  /** False from the start: the stream is joined in the middle of a frame. */
  let inStep = false;

  /** Reads one frame at the beginning of `bytes`, or says how many to leave behind; undefined = more must come. */
  const step = (bytes: Uint8Array): { readonly taken: number; readonly frame?: Frame } | undefined => {
    if (bytes.length < headerLength) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const shape = shapes.get(view.getUint16(0));
    if (shape && bytes.length < shape.length) return undefined;
    if (!shape || !isSound(bytes, shape)) {
      if (shape === countsOf[model]) {
        if (bytes.length < other.length) return undefined;
        if (isSound(bytes, other) && other.read(view)) counted.ofOtherModel += 1;
      }
      if (inStep || shape) counted.damaged += 1;
      inStep = false;
      return { taken: 1 };
    }
    const frame = shape.read(view);
    if (!frame) {
      counted.contradictory += 1;
      inStep = false;
      return { taken: 1 };
    }
    counted.intact += 1;
    inStep = true;
    return { taken: shape.length, frame };
  };

  return {
    push(chunk) {
      const frames: Frame[] = [];
      buffer = Buffer.concat([buffer, chunk]);
      for (let next = step(buffer); next; next = step(buffer)) {
        if (next.frame) frames.push(next.frame);
        buffer = buffer.subarray(next.taken);
      }
      return frames;
    },
    get intact() {
      return counted.intact;
    },
    get damaged() {
      return counted.damaged;
    },
    get contradictory() {
      return counted.contradictory;
    },
    get ofOtherModel() {
      return counted.ofOtherModel;
    },
  };
}

function header(letters: string): number {
  return letters.charCodeAt(0) * 256 + letters.charCodeAt(1);
}

function isSound(bytes: Uint8Array, { length }: Shape): boolean {
  return crc8(bytes.subarray(0, length - crcLength)) === bytes[length - 1];
}
