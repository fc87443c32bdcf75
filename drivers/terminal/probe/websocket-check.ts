import type { WebSocket } from 'ws';
import type { Clock } from '../../clock.js';
import { attempt, type CheckContext } from './attempt.js';
import { type Dialled, dial } from './dial.js';
import type { WebSocketOutcome } from './outcome.js';
import { notBegun } from './tcp-check.js';
import { placeOf, type UrlSecurity } from './url-place.js';

export interface WebSocketTarget extends UrlSecurity {
  readonly protocols: readonly string[];
}

/** How long the other side may take to say goodbye, ms. */
const farewellMs = 1_000;
/** What the other side may say before it does, bytes. */
const maxPayload = 64 * 1024;

/** Asks for the upgrade and closes again by the rules (RFC 6455 section 7); no message is sent, none is looked at. */
export async function webSocketCheck(target: WebSocketTarget, context: CheckContext): Promise<WebSocketOutcome> {
  const { WebSocket } = await import('ws');
  const { place } = placeOf(target);
  let dialled: Dialled | undefined;
  return attempt<WebSocketOutcome>(
    context,
    ({ done, elapsedMs }) => {
      let client: WebSocket | undefined;
      dialled = dial(place, context, {
        failed: done,
        ready: (socket) => {
          client = new WebSocket(target.url, [...target.protocols], {
            createConnection: () => socket,
            perMessageDeflate: false,
            followRedirects: false,
            maxPayload,
          });
          client.once('open', () => done({ kind: 'open', latencyMs: elapsedMs() }));
          client.once('unexpected-response', (_request, response) =>
            done({ kind: 'broken', reason: `the upgrade was answered with status ${response.statusCode}` }),
          );
          client.on('error', (error) => done({ kind: 'broken', reason: error.message }));
        },
      });
      return () => {
        if (client?.readyState === WebSocket.OPEN && !context.signal.aborted) sayGoodbye(client, context.clock);
        else if (client) client.terminate();
        else dialled?.socket.destroy();
      };
    },
    () => dialled?.late() ?? notBegun,
  );
}

function sayGoodbye(client: WebSocket, clock: Clock): void {
  const patience = clock.setTimeout(() => client.terminate(), farewellMs);
  client.once('close', () => patience.cancel());
  client.close(1000);
}
