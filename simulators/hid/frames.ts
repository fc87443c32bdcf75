/**
 * A HID device behind a TCP relay, as the relay sees it: `kind u8 | length u16 BE | payload`, both ways.
 */
export type HidRequest =
  /** Report number first, 0 where the device numbers none. */
  | { readonly kind: 'output'; readonly report: number; readonly data: Uint8Array }
  | { readonly kind: 'set-feature'; readonly report: number; readonly data: Uint8Array }
  | { readonly kind: 'get-feature'; readonly report: number; readonly length: number }
  /** What is none of these: the connection has to end. */
  | { readonly kind: 'broken' };

const toHost = { input: 0x01, featureReply: 0x05, refused: 0x06 };
const fromHost = { output: 0x02, setFeature: 0x03, getFeature: 0x04 };
/** Bytes of a payload. */
export const longestPayload = 4_096;
const headBytes = 3;

export const inputFrame = (report: Uint8Array): Uint8Array => frame(toHost.input, report);
export const featureFrame = (report: Uint8Array): Uint8Array => frame(toHost.featureReply, report);
export const refusedFrame = (reason: string): Uint8Array => frame(toHost.refused, Buffer.from(reason, 'utf8'));

function frame(kind: number, payload: Uint8Array): Uint8Array {
  if (payload.length > longestPayload) throw new RangeError(`a payload has at most ${longestPayload} bytes`);
  return Uint8Array.from([kind, payload.length >> 8, payload.length & 0xff, ...payload]);
}

/** Takes any chunking; after something broken nothing more is understood. */
export function createRequestDecoder(): (chunk: Uint8Array) => HidRequest[] {
  let waiting: Uint8Array = new Uint8Array();
  let broken = false;
  return (chunk) => {
    const requests: HidRequest[] = [];
    if (broken) return requests;
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    while (!broken && waiting.length >= 1) {
      const [kind = 0, high = 0, low = 0] = waiting;
      const length = (high << 8) | low;
      broken = !Object.values(fromHost).includes(kind) || (waiting.length >= headBytes && length > longestPayload);
      if (broken) requests.push({ kind: 'broken' });
      if (broken || waiting.length < headBytes + length || waiting.length < headBytes) break;
      const request = parse(kind, waiting.slice(headBytes, headBytes + length));
      broken = request.kind === 'broken';
      requests.push(request);
      waiting = waiting.slice(headBytes + length);
    }
    if (broken) waiting = new Uint8Array();
    return requests;
  };
}

function parse(kind: number, payload: Uint8Array): HidRequest {
  const [report, ...rest] = payload;
  if (report === undefined) return { kind: 'broken' };
  if (kind === fromHost.output) return { kind: 'output', report, data: Uint8Array.from(rest) };
  if (kind === fromHost.setFeature) return { kind: 'set-feature', report, data: Uint8Array.from(rest) };
  const [high, low] = rest;
  if (high === undefined || low === undefined || rest.length > 2) return { kind: 'broken' };
  return { kind: 'get-feature', report, length: (high << 8) | low };
}
