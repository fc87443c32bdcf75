import type { FaultKnobs, Line, Output, World } from './simulator.js';

interface Answer {
  readonly bytes: Uint8Array;
  due: boolean;
  readonly timer: { cancel(): void } | undefined;
}

/** What a device says on one line, damaged as the knobs tell. */
export interface FaultyOutput extends Output {
  /** Drops the answers that are still on their way. */
  clear(): void;
  /** The same, and nothing can be sent any more. */
  close(): void;
}

/** Late answers keep their order, also when `lateMs` is turned down while some are under way. */
export function faultyOutput(
  line: Pick<Line, 'write'>,
  faults: Readonly<FaultKnobs>,
  { clock, random }: World,
): FaultyOutput {
  const answers: Answer[] = [];
  let open = true;

  const flush = () => {
    while (answers[0]?.due) {
      const { bytes } = answers.shift() as Answer;
      const size = faults.splitBytes || bytes.length;
      for (let start = 0; start < bytes.length; start += size) line.write(bytes.subarray(start, start + size));
    }
  };
  const damage = (bytes: Uint8Array) => {
    const damaged = Uint8Array.from(bytes);
    if (faults.flipBit) flipOneBit(damaged, random);
    return faults.garbageBytes === 0 ? damaged : withGarbage(damaged, faults.garbageBytes, random);
  };

  return {
    send(bytes) {
      if (!open || faults.silent || bytes.length === 0) return;
      const late = faults.lateMs > 0;
      const timer = late ? clock.setTimeout(() => arrive(answer), faults.lateMs) : undefined;
      const answer: Answer = { bytes: damage(bytes), due: !late, timer };
      answers.push(answer);
      flush();
    },
    clear,
    close() {
      open = false;
      clear();
    },
  };

  function clear(): void {
    for (const { timer } of answers.splice(0)) timer?.cancel();
  }
  function arrive(answer: Answer): void {
    answer.due = true;
    flush();
  }
}

function flipOneBit(bytes: Uint8Array, random: () => number): void {
  const bit = Math.floor(random() * bytes.length * 8);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
}

function withGarbage(bytes: Uint8Array, atMost: number, random: () => number): Uint8Array {
  const garbage = Array.from({ length: 1 + Math.floor(random() * atMost) }, () => Math.floor(random() * 256));
  return Uint8Array.from([...garbage, ...bytes]);
}
