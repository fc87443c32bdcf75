import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { asGatewayError, type Clock } from '../../drivers/index.js';

/** How one attempt ended. */
export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter?: string | undefined }
  /** No complete head of an answer came. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface SenderOptions {
  readonly url: string;
  /** PEM text of the authorities; absent = those of the system. */
  readonly ca?: string | undefined;
  /** From the start of an attempt to the end of its answer, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export interface Sender {
  /** One attempt. Never rejects; an aborted one fails. */
  post(headers: Readonly<Record<string, string | number>>, body: string, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** What is read of the body of an answer, which says nothing to us, bytes: so much keeps the connection usable. */
const maxAnswerBytes = 65_536;
/** An idle connection is closed after this long, ms: sooner than most receivers do it under a message's nose. */
const idleMs = 4_000;

/** Node's own client: `fetch` costs some 10 MB and follows redirects; proxies of the environment are not used. */
export function createSender({ url, ca, timeoutMs, clock }: SenderOptions): Sender {
  const secure = url.startsWith('https:');
  const agentOptions = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1, timeout: idleMs };
  // Said although it is the default: an environment variable could switch the check off.
  const tls = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
  const agent = secure ? new https.Agent({ ...agentOptions, ...tls }) : new http.Agent(agentOptions);
  const open = (headers: Readonly<Record<string, string | number>>): ClientRequest => {
    const options = { method: 'POST', headers: { ...headers }, agent };
    return secure ? https.request(url, { ...options, ...tls }) : http.request(url, options);
  };

  return {
    post(headers, body, signal) {
      return new Promise((resolve) => {
        let answer: Answer | undefined;
        let request: ClientRequest;
        const end = (otherwise: string) => {
          timer.cancel();
          signal.removeEventListener('abort', onAbort);
          request?.destroy();
          resolve(answer ?? { kind: 'failed', reason: otherwise });
        };
        const onAbort = () => end('the gateway stops');
        const timer = clock.setTimeout(() => end(`no answer within ${timeoutMs / 1_000} s`), timeoutMs);
        signal.addEventListener('abort', onAbort, { once: true });
        try {
          request = open({ ...headers, 'content-length': Buffer.byteLength(body) });
        } catch (error) {
          return end(asGatewayError(error, 'WEBHOOK_FAILED').message);
        }
        request.on('response', (response) => {
          // The head is the whole answer: who says 200 has the message, whatever becomes of the rest.
          answer = { kind: 'answer', status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
          discard(response, () => end(''));
        });
        request.on('error', (error) => end(asGatewayError(error, 'WEBHOOK_FAILED').message));
        request.on('close', () => end('the connection was closed before an answer'));
        if (signal.aborted) return onAbort();
        request.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

function discard(response: IncomingMessage, onEnd: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) onEnd();
  });
  response.on('error', onEnd);
  response.on('end', onEnd);
}
