import { randomUUID } from 'node:crypto';
import { type Connection, parseMessage } from './client.js';
import { CliExit, exitCode } from './exit.js';

/** The `data` of a reply. */
export interface ReplyData {
  readonly commandId: string;
  readonly status: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly message: string; readonly field?: string };
}

export interface Asked {
  readonly device: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
  readonly id?: string | undefined;
  /** How long the command stays wanted, ms. */
  readonly timeoutMs: number;
}

/** Sends a command and resolves with its final reply; ends with code 1 or 3 where none comes. */
export async function ask({ client, topics }: Connection, asked: Asked): Promise<ReplyData> {
  const { device, name, args, timeoutMs, id = `cli-${randomUUID()}` } = asked;
  let isAccepted = false;
  const timer = new AbortController();
  const answered = new Promise<ReplyData>((resolve) => {
    const look = (_topic: string, payload: Uint8Array) => {
      const reply = parseMessage(payload)?.data as ReplyData | undefined;
      if (reply?.commandId !== id) return;
      if (reply.status === 'accepted') isAccepted = true;
      else resolve(reply);
    };
    client.on('message', look);
    timer.signal.addEventListener('abort', () => client.off('message', look), { once: true });
  });
  try {
    await client.subscribeAsync(topics.reply(id), { qos: 1 });
    const now = Date.now();
    const request = {
      id,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + timeoutMs).toISOString(),
      args,
    };
    await client.publishAsync(topics.command(device, name), JSON.stringify(request), { qos: 1 });
    const reply = await Promise.race([answered, after(timeoutMs + 500)]);
    if (reply === undefined) throw noReply(isAccepted, id, timeoutMs);
    return reply;
  } finally {
    timer.abort();
  }
}

/** The result; ends with code 1 and the reason where the command did not succeed. */
export async function askSucceeding(connection: Connection, asked: Asked): Promise<Record<string, unknown>> {
  const reply = await ask(connection, asked);
  if (reply.status !== 'succeeded') throw new CliExit(exitCode.failed, errorText(reply));
  return reply.result ?? {};
}

/** Why it did not succeed, as one sentence. */
export function errorText({ status, error }: ReplyData): string {
  if (!error) return status;
  return `${status}: ${error.message} (${error.code}${error.field === undefined ? '' : `, ${error.field}`})`;
}

function noReply(accepted: boolean, id: string, timeoutMs: number): CliExit {
  return accepted
    ? new CliExit(exitCode.failed, `accepted, but no result within ${timeoutMs} ms; ask again with --id ${id}`)
    : new CliExit(exitCode.unreachable, `no reply within ${timeoutMs} ms`);
}

const after = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined).unref());
