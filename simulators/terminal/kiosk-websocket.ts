import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** RFC 6455 section 1.3. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const closeOpcode = 0x8;
/** Bytes of a frame that are kept; who says more than goodbye is cut. */
const mostBytes = 4_096;

/** What came on a WebSocket until it ended. */
export interface Talk {
  /** The close code of the other side; undefined when it hung up without a word. */
  readonly closeCode: number | undefined;
  /** Frames besides the closing one. */
  readonly messages: number;
}

/** Takes an upgrade on any path and says goodbye when the other side does; `ended` hears what came. */
export function takeUpgrade({ headers }: IncomingMessage, socket: Duplex, ended: (talk: Talk) => void): void {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}${magic}`)
    .digest('base64');
  const [protocol] = (headers['sec-websocket-protocol'] ?? '').split(/ *, */);
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  lines.push(`Sec-WebSocket-Accept: ${accept}`, ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []));
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let heard = Buffer.alloc(0);
  let messages = 0;
  let closeCode: number | undefined;
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    for (let frame = frameAt(heard); frame; frame = frameAt(heard)) {
      heard = heard.subarray(frame.size);
      if (frame.opcode !== closeOpcode) messages++;
      else {
        closeCode = frame.payload.length < 2 ? 1005 : frame.payload.readUInt16BE(0);
        socket.end(Buffer.from([0x80 | closeOpcode, 2, closeCode >> 8, closeCode & 0xff]));
      }
    }
    if (heard.length > mostBytes) socket.destroy();
  });
  socket.once('end', () => socket.end());
  socket.once('close', () => ended({ closeCode, messages }));
}

/** Answers an upgrade with 503. */
export function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
}

/** The first frame of a client, masked and short; undefined until it is whole. */
function frameAt(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 6) return undefined;
  const length = bytes.readUInt8(1) & 0x7f;
  const size = 6 + length;
  if (length > 125 || bytes.length < size) return undefined;
  const mask = bytes.subarray(2, 6);
  const payload = Buffer.from(bytes.subarray(6, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: bytes.readUInt8(0) & 0xf, payload, size };
}
