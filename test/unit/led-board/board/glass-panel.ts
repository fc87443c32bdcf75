import { type Clock, sleep } from '../../../../drivers/clock.js';
import { type ErrorCode, GatewayError } from '../../../../drivers/error.js';
import type { Evidence, Panel, Turn } from '../../../../drivers/led-board/board/panel.js';
import type { BusMember } from '../../../../drivers/transport/transaction.js';
import type { GlassRequest, Lit } from './glass-device.js';

export interface GlassOptions {
  /** It can be switched dark; default true. */
  readonly hasSwitch?: boolean;
  /** Its zones can be read back, after each write and by a poll; default true. */
  readonly isReadable?: boolean;
  /** It tells power and brightness at each poll; default false. */
  readonly tellsStatus?: boolean;
  readonly keepsSeconds?: number;
}

/** The protocol of `GlassDevice`: one request per line of JSON; a board that is busy is asked once more a little later. */
export function glassPanel(member: BusMember, clock: Clock, options: GlassOptions = {}): Panel {
  const { hasSwitch = true, isReadable = true, tellsStatus = false, keepsSeconds } = options;
  const zones = ['main', 'side'];
  const ask = async (request: GlassRequest, { priority, wanted }: Turn) => {
    const answer = await member.transact<Record<string, unknown>>({
      label: request.do,
      request: Buffer.from(`${JSON.stringify(request)}\n`),
      decoder: lineDecoder,
      timeoutMs: 500,
      priority,
      wanted,
    });
    if (answer['error'] !== undefined) throw new GatewayError(answer['error'] as ErrorCode, `${request.do} refused`);
    return answer;
  };
  const order = async (request: GlassRequest, turn: Turn): Promise<Evidence> => {
    await ask(request, turn).catch(async (error: GatewayError) => {
      if (error.code !== 'PROTOCOL_BUSY') throw error;
      await sleep(clock, 200);
      if (!turn.newest()) throw error;
      await ask(request, turn);
    });
    return 'acknowledged';
  };
  const read = async (zone: string, turn: Turn) => (await ask({ do: 'read', zone }, turn)) as unknown as Lit;
  return {
    zones,
    languages: ['en'],
    capabilities: ['zones'],
    ...(keepsSeconds === undefined ? {} : { keepsSeconds }),
    fit: (_zone, text) => ({ text, replaced: 0 }),
    testText: () => ({ text: '####', replaced: 0 }),
    async look(turn) {
      const { power, brightness } = await ask({ do: 'status' }, turn);
      const status = tellsStatus ? { power: power as boolean, brightness: brightness as number } : {};
      if (!isReadable) return status;
      const seen = new Map<string, Lit>();
      for (const zone of zones) seen.set(zone, await read(zone, turn));
      return { ...status, zones: seen };
    },
    identify: async () => ({ model: 'glass' }),
    ...(isReadable ? { read } : {}),
    show: (zone, { board, blink }, turn) => order({ do: 'write', zone, text: board.text, blink }, turn),
    async clear(cleared, turn) {
      // All at once: what is handed to the line later would come after newer orders.
      await Promise.all(cleared.map((zone) => order({ do: 'write', zone, text: '', blink: false }, turn)));
      return 'acknowledged';
    },
    brightness: {
      nearest: (percent) => Math.round(percent / 10) * 10,
      set: (percent, turn) => order({ do: 'brightness', percent: Math.round(percent / 10) * 10 }, turn),
    },
    ...(hasSwitch ? { setPower: (on: boolean, turn: Turn) => order({ do: 'power', on }, turn) } : {}),
  };
}

function lineDecoder() {
  let text = '';
  return (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString();
    return text.endsWith('\n') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  };
}
