/** Where a reply is wanted besides its ordinary topic (MQTT 5.0 sections 3.3.2.3.5 and 3.3.2.3.6). */
export interface ReplyTo {
  readonly topic: string;
  readonly correlation?: Uint8Array | undefined;
}

/** A command as it came, from a local client or from the centre. */
export interface IncomingCommand {
  readonly deviceId: string;
  readonly name: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  readonly clientId: string;
  readonly origin: 'local' | 'centre';
  /** Seconds it may still wait, as the server that sends it has counted; needs no common clock. */
  readonly expirySeconds?: number | undefined;
  readonly replyTo?: ReplyTo | undefined;
}
