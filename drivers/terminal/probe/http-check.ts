import http, { type IncomingMessage } from 'node:http';
import { type Attempt, attempt, type CheckContext } from './attempt.js';
import { type Dialled, dial } from './dial.js';
import { type Expectation, unmet } from './expectation.js';
import type { HttpOutcome } from './outcome.js';
import { notBegun } from './tcp-check.js';
import { placeOf, type UrlSecurity } from './url-place.js';

/** Bytes of the body that are read and searched; what follows is not waited for. */
export const bodyLimit = 64 * 1024;

/** The one request a check sends, and what is expected of the answer. */
export interface HttpTarget extends Expectation, UrlSecurity {
  /** http: or https:. */
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
}

/** Sends the request on a connection of its own, follows no redirect, keeps nothing of the answer but its verdict. */
export function httpCheck(target: HttpTarget, context: CheckContext): Promise<HttpOutcome> {
  const { url, place, isStandardPort } = placeOf(target);
  let dialled: Dialled | undefined;
  return attempt<HttpOutcome>(
    context,
    (running) => {
      const broken = (error: Error) => running.done({ kind: 'broken', reason: error.message });
      let request: http.ClientRequest | undefined;
      dialled = dial(place, context, {
        failed: running.done,
        ready: (socket) => {
          request = http.request({
            createConnection: () => socket,
            host: url.hostname,
            port: place.port,
            ...(isStandardPort ? { defaultPort: place.port } : {}),
            path: `${url.pathname}${url.search}`,
            method: target.method,
          });
          request.on('error', broken);
          request.once('upgrade', () => broken(new Error('the server changes to a protocol nobody asked for')));
          request.once('response', (response) => readAnswer(response, target, running));
          request.end();
        },
      });
      return () => {
        request?.destroy();
        dialled?.socket.destroy();
      };
    },
    () => dialled?.late() ?? notBegun,
  );
}

function readAnswer(
  response: IncomingMessage,
  expectation: Expectation,
  { done, elapsedMs }: Attempt<HttpOutcome>,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = () => {
    const body = Buffer.concat(chunks).subarray(0, bodyLimit);
    const { statusCode: status = 0, headers } = response;
    done({ kind: 'answered', unmet: unmet({ status, headers, body }, expectation), latencyMs: elapsedMs() });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bodyLimit) finish();
  });
  response.once('end', finish);
  response.on('error', () => done({ kind: 'broken', reason: 'the connection ended in the middle of the answer' }));
}
