import { onTestFinished } from 'vitest';
import type { Clock, GatewayError } from '../../../../drivers/index.js';
import type {
  Acknowledgement,
  Connection,
  IncomingMessage,
  OutgoingMessage,
  SessionOptions,
  SessionSettings,
} from '../../../../gateway/uplink/session/connection.js';
import { createSession } from '../../../../gateway/uplink/session/session.js';
import { Arrivals } from '../../../support/arrivals.js';
import { CentralServer, type CentralServerOptions } from '../../../support/central-server.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

export const commands = 'branch/b1/gw1/command/+/+';

export interface CentralLinkOptions extends CentralServerOptions {
  readonly settings?: Partial<SessionSettings>;
  readonly session?: Partial<SessionOptions>;
}

/** Time that moves when told to, and how long everybody wanted to wait. */
export class WatchedClock extends VirtualClock {
  readonly waits: number[] = [];

  override setTimeout(callback: () => void, ms: number) {
    this.waits.push(ms);
    return super.setTimeout(callback, ms);
  }

  /** Lets exactly the wait pass that began last, e.g. the one before the next attempt. Resolves with its length. */
  async pass(): Promise<number> {
    const ms = this.waits.at(-1) ?? 0;
    await this.advance(ms);
    return ms;
  }
}

/** A centre that behaves as scripted and a session that was started towards it; both end with the test. */
export async function centralLink({ settings, session, ...server }: CentralLinkOptions = {}) {
  const centre = await CentralServer.start(server);
  const clock = new WatchedClock();
  const link = startSession({ clock, url: `mqtt://127.0.0.1:${centre.port}`, settings, session });
  onTestFinished(() => centre.close());
  return { ...link, clock, centre };
}

export interface StartOptions {
  readonly clock: Clock;
  readonly url: string;
  readonly settings?: Partial<SessionSettings> | undefined;
  readonly session?: Partial<SessionOptions> | undefined;
}

export function startSession({ clock, url, settings, session }: StartOptions) {
  const ups = new Arrivals<Connection>();
  const downs = new Arrivals<GatewayError>();
  const messages = new Arrivals<IncomingMessage>();
  const subject = createSession({
    settings: {
      url,
      protocolVersion: 5,
      clientId: 'b1-gw1',
      keepaliveSeconds: 15,
      sessionExpirySeconds: 120,
      ...settings,
    },
    clock,
    random: () => 0.5,
    will: () => message('presence'),
    subscriptions: [commands],
    onUp: (connection) => ups.add(connection),
    onDown: ({ error }) => downs.add(error),
    onMessage: async (incoming) => messages.add(incoming),
    ...session,
  });
  subject.start();
  onTestFinished(() => subject.stop(0));
  return { session: subject, ups, downs, messages };
}

export function message(topic: string, payload = 'x', more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { topic, payload: Buffer.from(payload), retain: false, ...more };
}

/** Publishes and gathers every answer: each must come once. */
export function publishing(connection: Connection) {
  const answers = new Map<string, Acknowledgement[]>();
  const answered = new Arrivals<string>();
  return {
    answers,
    answered,
    publish(topic: string, more: Partial<OutgoingMessage> = {}): void {
      const given: Acknowledgement[] = [];
      answers.set(topic, given);
      connection.publish(message(topic, 'x', more), (acknowledgement) => {
        given.push(acknowledgement);
        answered.add(topic);
      });
    },
    kinds: () => Object.fromEntries([...answers].map(([topic, given]) => [topic, given.map(({ kind }) => kind)])),
  };
}
