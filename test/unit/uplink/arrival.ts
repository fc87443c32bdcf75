import type { IPublishPacket } from 'mqtt-packet';
import type { Chain } from '../../../gateway/uplink/outbox/outbox.js';

/** A PUBLISH as the centre got it. */
export interface Arrival {
  /** Which connection it came over, from 0. */
  readonly connection: number;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** Id of its envelope; undefined for a client's own payload and for an emptied topic. */
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** `epoch.chain.seq`; undefined for what did not go through the outbox. */
  readonly place: string | undefined;
  readonly chain: Chain | undefined;
  readonly seq: number;
  readonly isHistorical: boolean;
  readonly properties: IPublishPacket['properties'];
}

interface Envelope {
  readonly id?: string;
  readonly outbox?: string;
  readonly historical?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The place stands in the gateway's own envelope, or beside a client's payload in the user properties. */
export function arrivalOf({ topic, payload: bytes, retain, properties }: IPublishPacket, connection: number): Arrival {
  const payload = bytes.toString();
  const envelope: Envelope = payload.startsWith('{"') ? JSON.parse(payload) : {};
  const { outbox, historical } = (properties?.userProperties ?? {}) as { outbox?: string; historical?: string };
  const place = envelope.outbox ?? outbox;
  const [, chain, seq] = place?.split('.') ?? [];
  return {
    connection,
    topic,
    payload,
    retain,
    id: envelope.id,
    data: envelope.data ?? {},
    place,
    chain: chain as Chain | undefined,
    seq: Number(seq),
    isHistorical: envelope.historical === true || historical === 'true',
    properties,
  };
}

/** Those of one chain, without what came again. */
export function firstArrivals(arrivals: readonly Arrival[], chain: Chain): Arrival[] {
  const seen = new Set<number>();
  return arrivals.filter((arrival) => {
    if (arrival.chain !== chain || seen.has(arrival.seq)) return false;
    seen.add(arrival.seq);
    return true;
  });
}

/** 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
