/**
 * Watches the fixed headers of an MQTT byte stream (MQTT 3.1.1 section 2.2) and answers false as soon as a packet
 * announces more bytes than allowed, before anything of it has been collected: the parser behind has no limit of
 * its own.
 */
export function createPacketMeter(maxPacketBytes: number): (chunk: Uint8Array) => boolean {
  let bodyLeft = 0;
  let length = 0;
  let lengthBytes = -1;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const taken = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= taken;
        at += taken;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (lengthBytes < 0) {
        length = 0;
        lengthBytes = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** lengthBytes;
      lengthBytes += 1;
      if (length > maxPacketBytes || lengthBytes > 4) return false;
      if ((byte & 0x80) === 0) {
        bodyLeft = length;
        lengthBytes = -1;
      }
    }
    return true;
  };
}

interface Readable {
  read(size?: number): Uint8Array | null;
  destroy(error?: Error): unknown;
}

/**
 * Puts the meter in front of whoever reads the stream. It sits on the stream object itself because the broker pulls
 * with read(): a pass-through stream in between would cost every message a copy and a turn of the event loop.
 */
export function limitPackets<S extends Readable>(stream: S, maxPacketBytes: number, onExceeded: () => void): S {
  const accepts = createPacketMeter(maxPacketBytes);
  const read = stream.read.bind(stream);
  stream.read = (size) => {
    const chunk = read(size);
    if (chunk === null || accepts(chunk)) return chunk;
    onExceeded();
    stream.destroy(new Error(`MQTT packet over ${maxPacketBytes} bytes`));
    return null;
  };
  return stream;
}
