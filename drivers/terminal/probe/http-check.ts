import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { type Attempt, attempt, type CheckContext } from './attempt.js';
import { connectFailure, type HttpOutcome } from './outcome.js';

/** Bytes of the body that are read and searched; what follows is not waited for. */
export const bodyLimit = 64 * 1024;

/** The one request a check sends. */
export interface HttpTarget {
  /** http: or https:. */
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  /** UTF-8 text to look for in the first 64 KiB of the body. */
  readonly bodyContains?: string | undefined;
  /** False accepts any certificate, for terminals with one of their own making. */
  readonly verifyCertificate: boolean;
}

/** Sends the request on a connection of its own, follows no redirect, keeps nothing of the answer but its verdict. */
export function httpCheck(target: HttpTarget, context: CheckContext): Promise<HttpOutcome> {
  let connected = false;
  return attempt<HttpOutcome>(
    context,
    (running) => {
      const { request: open } = target.url.startsWith('https:') ? https : http;
      const { method, verifyCertificate: rejectUnauthorized } = target;
      const request = open(target.url, { method, agent: false, rejectUnauthorized });
      request.once('socket', (socket) => socket.once('connect', () => (connected = true)));
      request.on('error', (error) =>
        running.done(connected ? { kind: 'broken', reason: error.message } : connectFailure(error)),
      );
      request.once('upgrade', (_response, socket) => {
        socket.destroy();
        running.done({ kind: 'broken', reason: 'the server changes to a protocol nobody asked for' });
      });
      request.once('response', (response) => readAnswer(response, target.bodyContains, running));
      request.end();
      return () => request.destroy();
    },
    () =>
      connected
        ? { kind: 'silent', reason: `connected, but no complete answer within ${context.timeoutMs} ms` }
        : { kind: 'no-answer', reason: `no answer to the connection within ${context.timeoutMs} ms` },
  );
}

function readAnswer(
  response: IncomingMessage,
  text: string | undefined,
  { done, elapsedMs }: Attempt<HttpOutcome>,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = () => {
    const body = Buffer.concat(chunks).subarray(0, bodyLimit);
    const textFound = text === undefined ? undefined : body.includes(Buffer.from(text));
    done({ kind: 'answered', status: response.statusCode ?? 0, textFound, latencyMs: elapsedMs() });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bodyLimit) finish();
  });
  response.once('end', finish);
  response.on('error', () => done({ kind: 'broken', reason: 'the connection ended in the middle of the answer' }));
}
