import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { GatewayError } from '../../../drivers/index.js';
import { PubackSplitter } from './puback-splitter.js';
import type { PublishPacket } from './publish-packet.js';

export interface SharedStreamOptions {
  readonly socket: Socket;
  readonly onPuback: (packetId: number, reasonCode: number) => void;
  /** A longer packet ends the connection: it would have to be kept whole. */
  readonly mostPacketBytes: number;
  /** Bytes came. */
  readonly onHeard: () => void;
}

/**
 * A socket that is shared: MQTT.js speaks through it as through a socket of its own, our publishes go beside it and the
 * answers to them never reach MQTT.js. All publishes of one turn of the event loop leave in one write.
 */
export class SharedStream extends Duplex {
  readonly #socket: Socket;
  #batch: { readonly packet: PublishPacket; readonly packetId: number }[] = [];
  #batchBytes = 0;

  constructor({ socket, onPuback, onHeard, mostPacketBytes }: SharedStreamOptions) {
    super();
    this.#socket = socket;
    const splitter = new PubackSplitter(onPuback, (bytes) => {
      if (bytes > mostPacketBytes) this.destroy(tooLong(bytes, mostPacketBytes));
    });
    socket.on('data', (chunk: Buffer) => {
      onHeard();
      for (const rest of splitter.take(chunk)) if (!this.push(rest)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Bytes that the operating system has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength + this.#batchBytes;
  }

  publish(packet: PublishPacket, packetId: number): void {
    if (this.#batch.length === 0) queueMicrotask(() => this.#flush());
    this.#batch.push({ packet, packetId });
    this.#batchBytes += packet.bytes;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: () => void): void {
    this.#flush();
    this.#socket.write(chunk);
    written();
  }

  override _final(ended: () => void): void {
    this.#flush();
    this.#socket.end();
    ended();
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    this.#batch = [];
    this.#batchBytes = 0;
    this.#socket.destroy();
    destroyed(error);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const bytes = Buffer.allocUnsafe(this.#batchBytes);
    let at = 0;
    for (const { packet, packetId } of this.#batch) at = packet.write(bytes, at, packetId);
    this.#batch = [];
    this.#batchBytes = 0;
    this.#socket.write(bytes);
  }
}

function tooLong(bytes: number, most: number): GatewayError {
  return new GatewayError('UPLINK_LOST', `the server sent a packet of ${bytes} bytes; we take ${most}`);
}
