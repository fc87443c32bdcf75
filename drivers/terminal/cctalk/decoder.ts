import type { Clock } from '../../clock.js';
import { type Checksum, type Frame, frameLength, frameOverhead, hostAddress, mostData, parseFrame } from './frame.js';

/** Bytes kept while the place of the next message is not known: the longest question and answer. */
const keptBytes = 2 * (mostData + frameOverhead);

export interface FrameDecoder {
  /** Takes any chunking; gives the messages that are complete, oldest first. Never throws. */
  push(chunk: Uint8Array): Frame[];
  /** Bytes that belonged to no message, since the beginning. */
  readonly dropped: number;
}

export interface DecoderOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly checksum: Checksum;
  /** ms without a byte after which what is held is forgotten: the protocol's 50, or more where a network delays bytes. */
  readonly silenceMs: number;
}

/**
 * Messages out of the stream of a ccTalk wire. Silence is the only mark of a beginning, so after a damaged message what
 * follows is not believed until there was silence: five zeros in a row would be a message. On a wire that never rests,
 * a question of the host and the answer to it, one right behind the other, are as good a mark.
 */
export function createFrameDecoder({ clock, checksum, silenceMs }: DecoderOptions): FrameDecoder {
  let held = new Uint8Array();
  let lost = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  let dropped = 0;

  const take = (count: number) => {
    held = held.slice(count);
  };
  const drop = (count: number) => {
    dropped += count;
    take(count);
  };
  const inStep = (): Frame[] => {
    const frames: Frame[] = [];
    while (held.length >= 2) {
      const length = frameLength(held);
      if (length !== undefined && held.length < length) break;
      const frame = length === undefined ? undefined : parseFrame(held.subarray(0, length), checksum);
      lost = frame === undefined;
      if (!frame) break;
      frames.push(frame);
      take(length ?? 0);
    }
    return frames;
  };
  /** Looks for a question and its answer at every place of what is held. */
  const findStep = (): Frame[] => {
    for (let at = 0; at + 2 * frameOverhead <= held.length; at++) {
      const found = pairAt(held.subarray(at), checksum);
      if (!found) continue;
      drop(at);
      take(found.length);
      lost = false;
      return [...found.frames, ...inStep()];
    }
    drop(Math.max(0, held.length - keptBytes));
    return [];
  };

  return {
    get dropped() {
      return dropped;
    },
    push(chunk) {
      const now = clock.monotonic();
      if (now - lastAt >= silenceMs) {
        drop(held.length);
        lost = false;
      }
      lastAt = now;
      held = Uint8Array.from([...held, ...chunk]);
      const frames = lost ? [] : inStep();
      return lost ? [...frames, ...findStep()] : frames;
    },
  };
}

function pairAt(bytes: Uint8Array, checksum: Checksum): { frames: Frame[]; length: number } | undefined {
  const question = frameAt(bytes, checksum);
  if (!question || !isQuestion(question.frame)) return undefined;
  const answer = frameAt(bytes.subarray(question.length), checksum);
  if (!answer || !isAnswerTo(question.frame, answer.frame)) return undefined;
  return { frames: [question.frame, answer.frame], length: question.length + answer.length };
}

function frameAt(bytes: Uint8Array, checksum: Checksum): { frame: Frame; length: number } | undefined {
  const length = frameLength(bytes);
  if (length === undefined || bytes.length < length) return undefined;
  const frame = parseFrame(bytes.subarray(0, length), checksum);
  return frame && { frame, length };
}

/** A message of the host to a device. */
export function isQuestion({ destination, source, header }: Frame): boolean {
  return destination > hostAddress && (source === undefined || source === hostAddress) && header > 0;
}

/** Whether `answer` may be what the device asked says; in the CRC variant it does not tell who it is. */
export function isAnswerTo(question: Frame, { destination, source }: Frame): boolean {
  return destination === hostAddress && (source === undefined || source === question.destination);
}
