import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { GatewayError } from '../../drivers/index.js';
import { bodyWithoutCardNumbers } from '../card-numbers/http-body.js';
import { answerPost, bearerOf, type HttpPosts } from './post.js';

/** What a path answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpRoute {
  /** True = without the token too, where there is one. */
  readonly open: boolean;
  readonly answer: () => Promise<HttpAnswer> | HttpAnswer;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Bearer token; absent = everybody who reaches the port. */
  readonly token?: string | undefined;
  /** By path. */
  readonly routes: Readonly<Record<string, HttpRoute>>;
  /** Paths that take a body; absent = none. */
  readonly posts?: HttpPosts | undefined;
  /** Connections there may be at one time; default 32. */
  readonly maxConnections?: number;
  readonly onError: (error: unknown) => void;
  /** How long a request may take to come, ms; default 5000. */
  readonly patienceMs?: number;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A request is a few hundred bytes: who needs more room is none of ours. */
const maxHeaderSize = 8_192;
/** A connection on which nothing moves, e.g. of somebody who does not read, is cut after so long, ms. */
const silenceMs = 10_000;
const text = 'text/plain; charset=utf-8';

/** Answers GET and HEAD on a few fixed paths, and POST below one. Rejects with HTTP_LISTEN_FAILED. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, onError, patienceMs = 5_000, maxConnections = 32 } = options;
  const limits = {
    maxHeaderSize,
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 2,
    keepAliveTimeout: patienceMs,
  };
  const server = createServer(limits, (request, response) => {
    respond(options, request).then(
      (answer) => answer && send(request, response, answer),
      (error) => {
        onError(error);
        send(request, response, { status: 500, contentType: text, body: 'internal error\n' });
      },
    );
  });
  server.maxConnections = maxConnections;
  server.setTimeout(silenceMs);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE' ? 'is already used by another program' : `cannot be opened (${error.message})`;
      const message = `http.port: ${host}:${port} ${reason}; allowed: a free port of this machine`;
      reject(new GatewayError('HTTP_LISTEN_FAILED', message, { cause: error, field: 'http.port' }));
    });
    server.listen(port, host, () => resolve());
  });
  server.on('error', onError);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  { routes, posts, token }: HttpServerOptions,
  request: IncomingMessage,
): Promise<HttpAnswer | undefined> {
  const [path = ''] = (request.url ?? '').split('?');
  if (posts && path.startsWith(posts.prefix)) return answerPost(posts, path, request);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const plain = (status: number, body: string, headers = {}) => ({ status, contentType: text, body, headers });
  const paths = [...Object.keys(routes), ...(posts ? [`${posts.prefix}{device}`] : [])];
  if (!route) return plain(404, `allowed: ${paths.join(', ')}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'allowed: GET, HEAD\n', { allow: 'GET, HEAD', connection: 'close' });
  }
  if (hasBody(request)) return plain(413, 'allowed: a request without a body\n', { connection: 'close' });
  if (!route.open && token !== undefined && !isBearer(request, token)) {
    return plain(401, 'allowed: the bearer token of http.tokenFile\n', { 'www-authenticate': 'Bearer' });
  }
  return route.answer();
}

function send(request: IncomingMessage, response: ServerResponse, reply: HttpAnswer) {
  const { status, contentType, headers = {} } = reply;
  const body = bodyWithoutCardNumbers(reply);
  response.writeHead(status, {
    // RFC 9110 section 8.6: an answer without content has no length.
    ...(status === 204 ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Compared by digest: equally long whatever was given. */
function isBearer(request: IncomingMessage, token: string): boolean {
  const given = bearerOf(request) ?? '';
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(token));
}
