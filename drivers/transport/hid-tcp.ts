import { type Clock, withTimeout } from '../clock.js';
import { GatewayError } from '../error.js';
import { oneAtATime } from '../one-at-a-time.js';
import { RelayDecoder, type RelayMessage, relayFrame, relayKinds } from './hid-tcp-frame.js';
import { Inbox } from './inbox.js';
import type { ByteLink, CloseReason, HidLink, HidTcpSettings } from './link.js';
import { openTcpLink } from './tcp.js';

/** ms until a feature report that is not answered ends the link: a late answer would pass for that of the next question. */
const FEATURE_TIMEOUT_MS = 5_000;

export interface HidTcpOptions {
  readonly clock: Clock;
  /** Gives up opening; an open link is ended with `close`. */
  readonly signal: AbortSignal;
}

/** Connects to a relay, or rejects with TRANSPORT_OPEN_FAILED. The end of the connection is the unplug of the device. */
export async function openHidTcpLink(
  { host, port }: Omit<HidTcpSettings, 'type'>,
  options: HidTcpOptions,
): Promise<HidLink> {
  return hidOverRelay(await openTcpLink({ host, port }, options), options.clock);
}

/** The HID device at the other end of a byte link that is the link's own. */
export function hidOverRelay(relay: ByteLink, clock: Clock): HidLink {
  const name = `hid over ${relay.name}`;
  const decoder = new RelayDecoder();
  let ending: string | undefined;
  const end = (detail: string) => {
    ending ??= detail;
    void relay.close();
  };
  const closed = relay.closed.then(
    (reason): CloseReason => (ending === undefined ? reason : { kind: 'lost', detail: ending }),
  );
  const reports = new Inbox((error) => end(`the receiver of its data failed: ${String(error)}`));
  let question: { answer(report: Uint8Array): void; refuse(error: GatewayError): void } | undefined;
  const inTurn = oneAtATime();

  const handle = ({ kind, payload }: RelayMessage) => {
    if (kind === 'input') {
      reports.deliver(payload);
      return;
    }
    const asked = question;
    question = undefined;
    if (kind === 'featureReply') asked?.answer(payload);
    else asked?.refuse(new GatewayError('PROTOCOL_REJECTED', `${name}: ${reasonOf(payload)}`));
  };
  relay.onData((bytes) => {
    for (const message of decoder.push(bytes)) handle(message);
    if (decoder.fault !== undefined) end(decoder.fault);
  });
  closed.then(({ detail }) => question?.refuse(new GatewayError('TRANSPORT_CLOSED', `${name}: ${detail}`)));

  const send = (kind: number, payload: Uint8Array) => relay.write(relayFrame(kind, payload));
  const ask = async (reportId: number, length: number): Promise<Uint8Array> => {
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      question = { answer: resolve, refuse: reject };
    });
    answer.catch(() => undefined);
    await send(relayKinds.getFeature, Uint8Array.of(reportId, length >> 8, length & 0xff));
    return withTimeout(clock, answer, FEATURE_TIMEOUT_MS, () => {
      const detail = `no answer to feature report ${reportId} within ${FEATURE_TIMEOUT_MS} ms`;
      end(detail);
      return new GatewayError('TRANSPORT_REPLY_TIMEOUT', `${name}: ${detail}`);
    });
  };
  return {
    name,
    closed,
    write: async (report) => send(relayKinds.output, report),
    onReport: (receiver) => reports.receive(receiver),
    getFeature: (reportId, length) => inTurn(async () => (await ask(reportId, length)).slice(0, length)),
    setFeature: async (report) => send(relayKinds.setFeature, report),
    close: () => relay.close(),
  };
}

function reasonOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString('utf8').slice(0, 200);
}
