import { z } from 'zod';
import { parse } from '../action.js';
import { checkKnown, noFaults } from '../faults.js';
import { type RecordingLog, type RequestLog, requestLog } from '../request-log.js';
import type { FaultKnobs, Output, Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { nutActions } from './nut-actions.js';
import { answer, type NutAsker, tripwires } from './nut-answers.js';
import { createNutClient, type NutClient } from './nut-client.js';
import { createUps, statusOf, variablesOf } from './nut-ups.js';
import type { NutLine } from './nut-words.js';

const upsName = z.string().regex(/^[\w.-]{1,64}$/, 'allowed are 1 to 64 letters, digits, dots, lines and underscores');

export const nutOptions = z.strictObject({
  upses: z
    .array(z.strictObject({ name: upsName, description: z.string().max(200).default('') }))
    .min(1)
    .max(16)
    .default([{ name: 'ups1', description: 'Branch "hall" UPS \\ rack 1' }])
    .describe('the UPSs behind this server, 1 to 16'),
  tls: z
    .strictObject({ key: z.string(), cert: z.string() })
    .optional()
    .describe('PEM texts; left out = STARTTLS is not configured'),
  version: z.string().max(40).default('2.8.1').describe('version it says of itself'),
});

/** What a line was and how it came. */
export interface NutRequest extends NutLine {
  readonly secure: boolean;
}

export interface NutView {
  readonly upses: Readonly<
    Record<string, { readonly status: string; readonly driver: string; readonly variables: number }>
  >;
  readonly clients: number;
  /** Of them, how many speak TLS. */
  readonly secureClients: number;
  /** Lines of a monitor that has no business with them: LOGIN, SET and the like. Must stay empty. */
  readonly tripped: readonly string[];
}

/** How answers leave; a fault of the server, not of a UPS. */
export interface NutManners {
  accessDenied: boolean;
  /** ms between two lines of a list; 0 = at once. */
  lineEveryMs: number;
  /** The next list breaks off in the middle of a line, and nothing more is ever said on that connection. */
  halfLine: boolean;
  /** Words of an answer in the place of ours, as of another server. */
  garble: string | undefined;
}

export type Nut = Simulator & RequestLog<NutRequest>;

const knobs: readonly (keyof FaultKnobs)[] = ['unplugged', 'silent', 'lateMs', 'splitBytes', 'garbageBytes', 'flipBit'];

/** ms after its last word until the server hangs up, so that the word arrives. */
const goodbyeMs = 50;

/**
 * NUT's server upsd as a monitor meets it (terminal-health.md 3.1). Whatever it is told is written down; words that a
 * monitor must not say are answered as a real one would and kept as `tripped`.
 */
export function createNut(world: World, options: z.input<typeof nutOptions> = {}): Nut {
  const { upses: named, tls, version } = parse(nutOptions, options);
  const faults = noFaults();
  const timers = createTimers(world.clock);
  const log: RecordingLog<NutRequest> = requestLog(world.clock);
  const upses = named.map(({ name, description }) => createUps(name, description));
  const manners: NutManners = { accessDenied: false, lineEveryMs: 0, halfLine: false, garble: undefined };
  const clients = new Set<NutClient>();
  const tripped: string[] = [];

  const hangUpAll = () => {
    for (const client of [...clients]) client.hangUp();
  };
  const restart = () => {
    hangUpAll();
    timers.clear();
  };
  const say = (client: NutClient, lines: readonly string[]) => {
    if (manners.garble !== undefined) return client.output.send(bytesOf([manners.garble]));
    const isList = lines.length > 2;
    if (isList && manners.halfLine) {
      client.output.send(bytesOf(lines).subarray(0, halfOf(lines)));
      return client.output.close();
    }
    if (isList && manners.lineEveryMs > 0) return sayLine(client.output, lines, 0);
    client.output.send(bytesOf(lines));
  };
  const sayLine = (output: Output, lines: readonly string[], index: number): void => {
    const line = lines[index];
    if (line === undefined) return;
    output.send(bytesOf([line]));
    timers.after(manners.lineEveryMs, () => sayLine(output, lines, index + 1));
  };
  const hear = (client: NutClient, asker: NutAsker, line: NutLine) => {
    const word = line.words?.[0] ?? '';
    if (tripwires.includes(word.toUpperCase()) && tripped.length < 100) tripped.push(line.text);
    log.record({ ...line, secure: client.secure });
    if (!line.words) return say(client, ['ERR INVALID-ARGUMENT']);
    if (word === 'LOGOUT') {
      say(client, ['OK Goodbye']);
      return void timers.after(faults.lateMs + goodbyeMs, () => client.hangUp());
    }
    if (word !== 'STARTTLS') return say(client, answer(line.words, asker, server));
    if (client.secure) return say(client, ['ERR ALREADY-SSL-MODE']);
    if (!tls) return say(client, ['ERR FEATURE-NOT-CONFIGURED']);
    say(client, ['OK STARTTLS']);
    client.startTls(tls);
  };
  const server = { upses, version, accessDenied: () => manners.accessDenied };

  return {
    kind: 'terminal/nut',
    faults,
    get requests() {
      return log.requests;
    },
    expectRequest: log.expectRequest,
    setFaults(patch) {
      Object.assign(faults, checkKnown('a NUT server', knobs, patch));
      if (faults.unplugged) hangUpAll();
    },
    connect(line) {
      if (faults.unplugged) return line.close();
      const asker: NutAsker = { username: undefined, password: undefined };
      const client = createNutClient({
        line,
        faults,
        world,
        onLine: (each) => hear(client, asker, each),
        onClose: () => clients.delete(client),
      });
      clients.add(client);
    },
    restart,
    actions: nutActions({ upses, manners, restart }),
    view: (): NutView => ({
      upses: Object.fromEntries(
        upses.map((ups) => [ups.name, { status: statusOf(ups), driver: ups.driver, variables: variablesOf(ups).size }]),
      ),
      clients: clients.size,
      secureClients: [...clients].filter(({ secure }) => secure).length,
      tripped: [...tripped],
    }),
    close() {
      restart();
      log.close('terminal/nut was closed');
    },
  };
}

function bytesOf(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
}

/** Bytes up to the middle of the middle line. */
function halfOf(lines: readonly string[]): number {
  const middle = Math.floor(lines.length / 2);
  return bytesOf(lines.slice(0, middle)).length + Math.floor(Buffer.byteLength(lines[middle] ?? '') / 2);
}
