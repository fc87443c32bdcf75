import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from './server.js';

/** What is known of a POST before anything of its body is read. */
export interface PostRequest {
  /** The rest of the path. */
  readonly name: string;
  /** What stands behind `Bearer`; undefined = nothing. */
  readonly bearer: string | undefined;
  /** Of the other end. */
  readonly address: string;
}

/** Paths of one kind that take a body. */
export interface HttpPosts {
  /** With a slash at both ends; what follows is the name. */
  readonly prefix: string;
  readonly contentType: string;
  readonly maxBodyBytes: number;
  /** The answer to who may not; undefined = the body is read. */
  admit(request: PostRequest): HttpAnswer | undefined;
  answer(name: string, body: Uint8Array): HttpAnswer;
}

/** The answer to a request below the prefix; undefined when its other end has gone before it was complete. */
export async function answerPost(
  posts: HttpPosts,
  path: string,
  request: IncomingMessage,
): Promise<HttpAnswer | undefined> {
  const { method, headers, socket } = request;
  const { prefix, contentType, maxBodyBytes } = posts;
  if (method !== 'POST') return refusal(405, `method ${method ?? ''}`, 'method', 'POST', { allow: 'POST' });
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== contentType) {
    return refusal(415, 'another type, or none', 'content-type', contentType);
  }
  if (headers['content-encoding'] !== undefined) {
    return refusal(415, 'an encoded body', 'content-encoding', 'none');
  }
  const tooLong = refusal(413, 'a longer body', 'body', `at most ${maxBodyBytes} bytes`);
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) return tooLong;
  const name = path.slice(prefix.length);
  const refused = posts.admit({ name, bearer: bearerOf(request), address: socket.remoteAddress ?? '' });
  if (refused) return { ...refused, headers: { ...refused.headers, ...closing } };
  const body = await bodyOf(request, maxBodyBytes);
  if (body === 'too-long') return tooLong;
  return body === 'gone' ? undefined : posts.answer(name, body);
}

/** What is left of the body is not read: it must not be taken for the next request. */
const closing = { connection: 'close' };

function refusal(status: number, what: string, where: string, allowed: string, headers = {}): HttpAnswer {
  const body = `${JSON.stringify({ error: { what, where, allowed } })}\n`;
  return { status, contentType: 'application/json', body, headers: { ...headers, ...closing } };
}

export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | 'too-long' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else resolve('too-long');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve('gone'));
    request.once('close', () => resolve('gone'));
  });
}
