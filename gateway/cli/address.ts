import { CliExit, exitCode } from './exit.js';

/** `HOST:PORT` → its parts; port 0 takes any free one. */
export function parseAddress(option: string, text: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port > 65_535)
    throw new CliExit(exitCode.usage, `${option} ${text}: allowed: HOST:PORT, port 0 to 65535`);
  return { host: match[1], port };
}
