import { randomUUID } from 'node:crypto';
import { type Connection, parseMessage } from './client.js';
import { CliExit, exitCode } from './exit.js';

export interface ReplyData {
  readonly commandId: string;
  readonly status: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly message: string; readonly field?: string };
}

export interface Request {
  readonly device: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
  readonly id?: string | undefined;
  readonly timeoutMs: number;
}

/** Sends a command and resolves with its final reply; ends with code 1 or 3 when none comes in time. */
export async function request({ client, topics }: Connection, wanted: Request): Promise<ReplyData> {
  const { device, name, args, id = `cli-${randomUUID()}`, timeoutMs } = wanted;
  const replies: ReplyData[] = [];
  let onMessage: (topic: string, payload: Uint8Array) => void = () => undefined;
  const final = new Promise<ReplyData>((resolve) => {
    onMessage = (_topic, payload) => {
      const reply = parseMessage(payload)?.data as ReplyData | undefined;
      if (reply?.commandId !== id) return;
      replies.push(reply);
      if (reply.status !== 'accepted') resolve(reply);
    };
    client.on('message', onMessage);
  });
  try {
    await client.subscribeAsync(topics.reply(id), { qos: 1 });
    const now = Date.now();
    const message = {
      id,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + timeoutMs).toISOString(),
      args,
    };
    await client.publishAsync(topics.command(device, name), JSON.stringify(message), { qos: 1 });
    const reply = await Promise.race([final, after(timeoutMs + 500)]);
    if (reply === undefined) throw noReply(replies.length > 0, id, timeoutMs);
    return reply;
  } finally {
    client.off('message', onMessage);
  }
}

/** The error of a reply as one sentence. */
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
