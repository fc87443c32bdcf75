import { ask, errorText, type ReplyData } from './ask.js';
import { type BrokerOptions, connect } from './client.js';
import { CliExit, exitCode } from './exit.js';

interface CommandOptions extends BrokerOptions {
  readonly args?: string;
  readonly arg?: string[];
  readonly id?: string;
  /** ms */
  readonly timeout: string;
  readonly json?: boolean;
}

/** `branch-gateway command DEVICE NAME`: sends a command and prints its final reply. */
export async function command(device: string, name: string, options: CommandOptions): Promise<void> {
  const timeoutMs = Number(options.timeout);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) {
    throw new CliExit(exitCode.usage, `--timeout ${options.timeout}: allowed: whole milliseconds from 1`);
  }
  const args = { ...parseArgs(options.args), ...Object.fromEntries((options.arg ?? []).map(parseArg)) };
  const connection = await connect(options);
  try {
    const reply = await ask(connection, { device, name, args, id: options.id, timeoutMs });
    print(reply, options.json === true);
    if (reply.status !== 'succeeded') throw new CliExit(exitCode.failed);
  } finally {
    await connection.close();
  }
}

function print(reply: ReplyData, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(reply, null, 2));
    return;
  }
  const { status, result, error } = reply;
  if (error) console.log(errorText(reply));
  else console.log(result === undefined ? status : `${status}: ${JSON.stringify(result)}`);
}

function parseArgs(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The message below says it for both.
  }
  throw new CliExit(exitCode.usage, `--args ${text}: allowed: a JSON object, e.g. '{"number":"A001","counter":3}'`);
}

/** `key=value`; whole numbers, true and false become what they look like, everything else is text. */
export function parseArg(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliExit(exitCode.usage, `--arg ${text}: allowed: key=value`);
  const key = text.slice(0, at);
  const value = text.slice(at + 1);
  if (/^-?(0|[1-9]\d{0,14})$/.test(value)) return [key, Number(value)];
  if (value === 'true' || value === 'false') return [key, value === 'true'];
  return [key, value];
}
