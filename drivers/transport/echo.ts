/** Takes the echo of our own request out of the incoming stream. */
export interface EchoFilter {
  /** The bytes of `chunk`, and those held before, that are no echo. */
  pass(chunk: Uint8Array): Uint8Array;
  /** What is held because it could still become the echo; nothing more will come. */
  rest(): Uint8Array;
  /** Whether a whole echo was taken out. */
  readonly seen: boolean;
}

/**
 * An RS-485 adapter without echo suppression gives every byte sent back first. Exactly one copy at the very beginning
 * is taken out. Replies often begin as the request did (address, function code): as soon as one byte differs, all that
 * was held is given back. A reply equal to its whole request cannot be told from its echo and counts as the echo.
 */
export function echoFilter(request: Uint8Array): EchoFilter {
  let held = 0;
  let done = request.length === 0;
  return {
    pass(chunk) {
      if (done) return chunk;
      let used = 0;
      while (used < chunk.length && held < request.length && chunk[used] === request[held]) {
        used++;
        held++;
      }
      if (held === request.length) {
        done = true;
        return chunk.subarray(used);
      }
      if (used === chunk.length) return new Uint8Array();
      done = true;
      const before = held - used;
      held = 0;
      return before === 0 ? chunk : Uint8Array.from([...request.subarray(0, before), ...chunk]);
    },
    rest() {
      return done ? new Uint8Array() : request.subarray(0, held);
    },
    get seen() {
      return request.length > 0 && held === request.length;
    },
  };
}
