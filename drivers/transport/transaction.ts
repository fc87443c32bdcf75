/** Takes any chunking of the incoming stream; returns the value as soon as it is complete. Never throws. */
export type ReplyDecoder<T> = (chunk: Uint8Array) => T | undefined;

/** One request and its reply on a half-duplex line. */
export interface Transaction<T> {
  /** For logs, e.g. `ping` or `read totals`. */
  readonly label: string;
  readonly request: Uint8Array;
  /** Makes the decoder for this one reply; noise, echoes and other members' frames must leave it waiting. */
  readonly decoder: () => ReplyDecoder<T>;
  /** ms from the last byte sent to the complete reply. */
  readonly timeoutMs: number;
  /** `call` overtakes every queued `poll`; within a kind the order is first come, first served. */
  readonly priority?: 'call' | 'poll';
  /**
   * Asked once, when its turn has come, just before its bytes: a request that something newer has overtaken says false
   * and rejects with TRANSPORT_WITHDRAWN. Left out = wanted.
   */
  readonly wanted?: () => boolean;
}

export type SendOptions = Partial<Pick<Transaction<unknown>, 'label' | 'priority' | 'wanted'>>;

/** One device's place on a line that it may share with others; all calls go through the line's single queue. */
export interface BusMember {
  /** Name of the line, for logs and alarm texts. */
  readonly name: string;
  /**
   * Rejects with TRANSPORT_REPLY_TIMEOUT, TRANSPORT_MEMBER_SILENT (this member did not answer before and its back-off
   * still runs; nothing was sent), TRANSPORT_WITHDRAWN (nothing was sent), TRANSPORT_CLOSED, TRANSPORT_OPEN_FAILED or another error of opening the link.
   */
  transact<T>(transaction: Transaction<T>): Promise<T>;
  /** Sends a request nobody answers, e.g. a broadcast, in its turn. */
  send(request: Uint8Array, options?: SendOptions): Promise<void>;
  /** Takes this member off the line: what it still has queued is rejected with TRANSPORT_CLOSED. */
  leave(): void;
}
