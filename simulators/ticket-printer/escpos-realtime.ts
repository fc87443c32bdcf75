/** What a host says, along the two paths of a printer (ticket-printing.md 9.2). */
export type PrinterRequest =
  /** Bytes for the receive buffer; real-time commands stay among them, as data of a picture or to be skipped. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** 10 04 n. */
  | { readonly kind: 'status'; readonly n: number }
  /** 10 05 01 resumes after an error, 10 05 02 drops the buffers before. */
  | { readonly kind: 'recover'; readonly drop: boolean }
  /** 10 14 08 01 03 14 01 06 02 08. */
  | { readonly kind: 'clear' }
  /** 10 14 02 01 08; disabled on a printer as it comes, so it is only noted here. */
  | { readonly kind: 'power-off-sequence' };

const clearCommand = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

const powerOffCommand = [0x10, 0x14, 0x02, 0x01, 0x08];

/**
 * Finds real-time commands wherever they are, also inside a picture and across reads (ticket-printing.md 2.4). Each
 * follows the data it stood in.
 */
export function createRealtimeScan(): (chunk: Uint8Array) => PrinterRequest[] {
  const last = clearCommand.map(() => 0);
  return (chunk) => {
    const requests: PrinterRequest[] = [];
    let start = 0;
    const data = (end: number) => {
      if (end > start) requests.push({ kind: 'data', bytes: chunk.slice(start, end) });
      start = end;
    };
    for (const [at, byte] of chunk.entries()) {
      last.shift();
      last.push(byte);
      const command = recognise(last);
      if (!command) continue;
      data(at + 1);
      requests.push(command);
    }
    data(chunk.length);
    return requests;
  };
}

function recognise(last: readonly number[]): PrinterRequest | undefined {
  const [lead, code, n = 0] = last.slice(-3);
  if (lead === 0x10 && code === 0x04) return { kind: 'status', n };
  if (lead === 0x10 && code === 0x05 && (n === 1 || n === 2)) return { kind: 'recover', drop: n === 2 };
  if (last.slice(-5).every((byte, at) => byte === powerOffCommand[at])) return { kind: 'power-off-sequence' };
  return last.every((byte, at) => byte === clearCommand[at]) ? { kind: 'clear' } : undefined;
}
