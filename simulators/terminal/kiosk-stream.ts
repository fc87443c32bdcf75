import { Duplex } from 'node:stream';
import type { Line } from '../simulator.js';

/** A line as the socket an HTTP server expects. */
export function lineStream(line: Line): Duplex {
  const stream = new Duplex({
    read() {},
    write(bytes: Uint8Array, _encoding, done) {
      line.write(bytes);
      done();
    },
    destroy(_error, done) {
      line.close();
      done(null);
    },
  });
  line.onBytes((bytes) => {
    if (!stream.destroyed) stream.push(bytes);
  });
  line.onClose(() => stream.destroy());
  return stream;
}
