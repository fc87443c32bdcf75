import { Duplex } from 'node:stream';
import type { ByteLink } from './link.js';

/**
 * A byte link as a stream, for whatever wants one, e.g. TLS over it. From here on the stream is the link's one receiver.
 * It ends with the link; destroying it leaves the link open.
 */
export function linkStream(link: ByteLink): Duplex {
  const stream = new Duplex({
    read() {},
    write(bytes: Uint8Array, _encoding, done) {
      link.write(bytes).then(
        () => done(),
        (error: Error) => done(error),
      );
    },
  });
  link.onData((bytes) => {
    if (!stream.destroyed && !stream.readableEnded) stream.push(bytes);
  });
  link.closed.then(() => stream.destroy());
  return stream;
}
