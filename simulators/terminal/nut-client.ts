import { createSecureContext, TLSSocket } from 'node:tls';
import { type FaultyOutput, faultyOutput } from '../output.js';
import type { FaultKnobs, Line, World } from '../simulator.js';
import { lineStream } from './kiosk-stream.js';
import { createLineDecoder, type NutLine } from './nut-words.js';

/** One connection of somebody who asks. */
export interface NutClient {
  readonly secure: boolean;
  readonly output: FaultyOutput;
  /** TLS from the next byte on. */
  startTls(keys: { readonly key: string; readonly cert: string }): void;
  /** Ends it after what was sent. */
  hangUp(): void;
}

export interface NutClientOptions {
  readonly line: Line;
  readonly faults: Readonly<FaultKnobs>;
  readonly world: World;
  readonly onLine: (line: NutLine) => void;
  readonly onClose: () => void;
}

/** Lines in, bytes out, first in the clear and after STARTTLS through TLS; the knobs damage what is inside. */
export function createNutClient({ line, faults, world, onLine, onClose }: NutClientOptions): NutClient {
  let decode = createLineDecoder();
  let tls: TLSSocket | undefined;
  let open = true;
  let toPlain: (bytes: Uint8Array) => void = (bytes) => {
    for (const each of decode(bytes)) onLine(each);
  };
  const output = faultyOutput({ write: (bytes) => void (tls ?? line).write(bytes) }, faults, world);
  const end = () => {
    if (!open) return;
    open = false;
    output.close();
    onClose();
  };
  line.onBytes((bytes) => toPlain(bytes));
  line.onClose(end);
  return {
    get secure() {
      return tls !== undefined;
    },
    output,
    startTls({ key, cert }) {
      let feed: (bytes: Uint8Array) => void = () => undefined;
      const stream = lineStream({
        write: (bytes) => line.write(bytes),
        onBytes: (receiver) => {
          feed = receiver;
        },
        onClose: (listener) => line.onClose(listener),
        close: () => line.close(),
      });
      toPlain = (bytes) => feed(bytes);
      decode = createLineDecoder();
      tls = new TLSSocket(stream, { isServer: true, secureContext: createSecureContext({ key, cert }) });
      tls.on('data', (bytes: Uint8Array) => {
        if (open) for (const each of decode(bytes)) onLine(each);
      });
      // A client that will not have our certificate goes; that is all there is to know.
      tls.on('error', () => line.close());
    },
    hangUp() {
      end();
      line.close();
    },
  };
}
