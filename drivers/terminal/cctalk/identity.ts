import type { Identity } from '../../driver.js';
import { decodePollingPriority, decodeRevision, decodeSerialNumber, decodeText } from './answers.js';
import { type AllowedHeader, allowedHeaders } from './guard.js';
import type { Answer } from './port.js';

export interface ModuleIdentity {
  readonly identity: Identity;
  /** For people, e.g. `Bill Validator, polled within 200 ms, ccTalk 1.4.6`. */
  readonly summary: string;
}

/** Asks who a module is. What it refuses is left out; rejects when it does not answer. */
export async function readIdentity(ask: (header: AllowedHeader) => Promise<Answer>): Promise<ModuleIdentity> {
  const read = async <T>(
    header: AllowedHeader,
    decode: (data: Uint8Array) => T | undefined,
  ): Promise<T | undefined> => {
    const answer = await ask(header);
    return answer.kind === 'data' ? decode(answer.data) : undefined;
  };
  const category = await read(allowedHeaders.category, decodeText);
  const manufacturer = await read(allowedHeaders.manufacturer, decodeText);
  const product = await read(allowedHeaders.product, decodeText);
  const serial = await read(allowedHeaders.serialNumber, decodeSerialNumber);
  const software = await read(allowedHeaders.software, decodeText);
  const build = await read(allowedHeaders.build, decodeText);
  const withinMs = await read(allowedHeaders.pollingPriority, decodePollingPriority);
  const revision = await read(allowedHeaders.revision, decodeRevision);

  const model = [manufacturer, product].filter(Boolean).join(' ');
  const firmware = [software, build].filter(Boolean).join(' ');
  const summary = [
    category ?? 'does not say what it is',
    withinMs === undefined ? '' : `polled within ${withinMs} ms`,
    revision === undefined ? '' : `ccTalk ${revision}`,
  ].filter(Boolean);
  return {
    identity: {
      ...(model && { model }),
      ...(firmware && { firmware }),
      ...(serial !== undefined && { serialNumber: String(serial) }),
    },
    summary: summary.join(', '),
  };
}
