import { z } from 'zod';
import { action, parse } from '../action.js';
import { checkKnown, noFaults } from '../faults.js';
import type { Line, Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { type Garbage, garbage, garbageKinds } from './heartbeat-garbage.js';
import { createHostPort } from './heartbeat-host.js';
import { type BeatSender, createSender } from './heartbeat-sender.js';

const moduleSchema = z.strictObject({
  status: z.enum(['ok', 'warn', 'fail', 'unknown']),
  code: z.string().optional(),
});
type Module = z.infer<typeof moduleSchema>;

const healthyModules = {
  printer: { status: 'ok' },
  'card-reader': { status: 'ok' },
  'cash-acceptor': { status: 'ok' },
  'pin-pad': { status: 'ok' },
  'sim-dispenser': { status: 'ok' },
} as const;

/** Length of a receipt, mm. */
const receiptMm = 150;

export const heartbeatOptions = z.strictObject({
  url: z
    .string()
    .regex(/^(?:https?|mqtts?):\/\//)
    .optional()
    .describe('where beats go: http://host:port of the HTTP end point or mqtt://host:port; absent = nowhere'),
  deviceId: z.string().default('kiosk-1').describe('id of the terminal in the configuration of the gateway'),
  terminalId: z.string().optional().describe('what the agent calls itself; default deviceId'),
  root: z.string().default('branch/b1/gw1').describe('root of the topics, for MQTT'),
  token: z.string().optional().describe('bearer token, for HTTP'),
  username: z.string().optional().describe('for MQTT'),
  password: z.string().optional().describe('for MQTT'),
  periodSeconds: z.number().min(0.1).max(3_600).default(60).describe('seconds between two beats, 0.1 to 3600'),
  modules: z
    .record(z.string(), moduleSchema)
    .default(healthyModules)
    .describe('what the agent knows of, and how it is'),
});

export interface HeartbeatView {
  readonly beating: boolean;
  /** Messages that were handed over since the beginning, and those that did not get there. */
  readonly sent: number;
  readonly lost: number;
  /** What came of the last one. */
  readonly lastAnswer: string;
  readonly seq: number;
  readonly bootId: string;
  readonly inService: boolean;
  readonly modules: Readonly<Record<string, Module>>;
  readonly lastTransactionAt: string;
  /** What came to the port of its computer: connections, and bytes over them. */
  readonly port: { readonly connections: number; readonly bytes: number };
}

export interface HeartbeatAgent extends Simulator {
  /** Gives the kiosk a TCP port of its own, which proves that its computer is on. Resolves with the port in use. */
  listen(address: { host: string; port: number }): Promise<number>;
}

/**
 * A kiosk whose own agent reports to the gateway (terminal-health.md 4.5). It calls, nobody calls it: what connects to it
 * is only taken, as a port of the kiosk's computer that is open. Customers come all the time, until they are frozen.
 * Actions that send resolve when the message has got somewhere or not; `stop`, `resume` and the rest act at once, and what
 * they change is in the next beat, which `beat` sends now.
 * @param sender in place of the network, for tests in virtual time
 */
export function createHeartbeat(
  world: World,
  options: z.input<typeof heartbeatOptions> = {},
  sender?: BeatSender,
): HeartbeatAgent {
  const { deviceId, terminalId = deviceId, periodSeconds, ...settings } = parse(heartbeatOptions, options);
  const { clock, random } = world;
  const timers = createTimers(clock);
  const faults = noFaults();
  const host = createHostPort();
  const lines = new Set<Line>();
  const out = sender ?? createSender({ deviceId, ...settings });
  const newBootId = () =>
    Array.from({ length: 4 }, () =>
      Math.floor(random() * 0x1_0000)
        .toString(16)
        .padStart(4, '0'),
    ).join('-');
  const modules: Record<string, Module> = { ...settings.modules };
  let bootId = newBootId();
  let bootedAt = clock.now();
  let seq = 0;
  let inService = true;
  let frozenAt: number | undefined;
  /** ms that the kiosk's clock is wrong. */
  let clockOffset = 0;
  let transactions = 0;
  let beating = true;
  let sent = 0;
  let lost = 0;
  let lastAnswer = '';

  const lastTransactionAt = () => new Date((frozenAt ?? clock.now()) + clockOffset).toISOString();
  const content = () => ({
    'terminal-id': terminalId,
    seq,
    'boot-id': bootId,
    'app-version': '3.1.4',
    'uptime-s': Math.floor((clock.now() - bootedAt) / 1_000),
    'in-service': inService,
    modules,
    counters: { transactions, 'receipts-printed': transactions, 'paper-mm': transactions * receiptMm },
    'last-transaction-at': lastTransactionAt(),
  });
  const hand = async (message: string | Uint8Array, retain = false) => {
    if (faults.unplugged || faults.silent) return;
    if (faults.lateMs > 0) await new Promise<void>((resolve) => timers.after(faults.lateMs, resolve));
    await out.send(message, { retain }).then(
      (answer) => {
        sent += 1;
        lastAnswer = answer;
      },
      (error: Error) => {
        lost += 1;
        lastAnswer = error.message;
      },
    );
  };
  const beat = () => {
    seq += 1;
    if (frozenAt === undefined) transactions += 1;
    return hand(JSON.stringify(content()));
  };
  const schedule = () => {
    timers.after(periodSeconds * 1_000, () => {
      if (beating) void beat();
      schedule();
    });
  };
  const boot = () => {
    bootId = newBootId();
    bootedAt = clock.now();
    seq = 0;
    beating = true;
  };
  const hangUp = () => {
    for (const line of [...lines]) line.close();
  };

  timers.after(0, () => void beat());
  schedule();

  return {
    kind: 'terminal/heartbeat',
    faults,
    setFaults(patch) {
      Object.assign(faults, checkKnown('a kiosk', ['unplugged', 'silent', 'lateMs'], patch));
      if (faults.unplugged) hangUp();
    },
    listen: (address) => host.listen(address),
    connect(line) {
      if (faults.unplugged) return line.close();
      lines.add(line);
      line.onClose(() => lines.delete(line));
    },
    /** The kiosk boots: seq begins again, what its modules are stays. */
    restart: boot,
    actions: {
      /** The agent hangs: its computer is alive. */
      stop: action({}, () => {
        beating = false;
      }),
      resume: action({}, () => {
        beating = true;
        return beat();
      }),
      beat: action({}, beat),
      'out-of-service': action({ on: z.boolean().default(true) }, ({ on }) => {
        inService = !on;
      }),
      module: action({ name: z.string(), ...moduleSchema.shape }, ({ name, status, code }) => {
        modules[name] = { status, ...(code === undefined ? {} : { code }) };
      }),
      'forget-module': action({ name: z.string() }, ({ name }) => {
        delete modules[name];
      }),
      restart: action({}, () => {
        boot();
        return beat();
      }),
      /** The last beat once more, as of a network that has it twice. */
      repeat: action({}, () => hand(JSON.stringify(content()))),
      /** Beats that never arrive. */
      'skip-seq': action({ count: z.int().min(1).max(1_000_000).default(1) }, ({ count }) => {
        seq += count;
      }),
      /** The agent alone starts anew: the same boot, counted from the beginning. */
      recount: action({}, () => {
        seq = 0;
      }),
      transact: action({}, () => {
        transactions += 1;
        if (frozenAt !== undefined) frozenAt = clock.now();
      }),
      'freeze-transactions': action({ on: z.boolean().default(true) }, ({ on }) => {
        frozenAt = on ? clock.now() : undefined;
      }),
      'set-clock': action({ offsetSeconds: z.number().min(-1e9).max(1e10) }, ({ offsetSeconds }) => {
        clockOffset = offsetSeconds * 1_000;
      }),
      'send-garbage': action({ kind: z.enum(garbageKinds) }, ({ kind }: { kind: Garbage }) => {
        seq += 1;
        return hand(garbage[kind](content()));
      }),
      /** MQTT only: a message that the broker would give to everybody who comes later. */
      'send-retained': action({}, () => {
        seq += 1;
        return hand(JSON.stringify(content()), true);
      }),
      /** The network cable is out: no beat gets through, and no connection is taken or refused. */
      'pull-cable': action({}, async () => {
        faults.silent = true;
        await host.pull();
      }),
      /** Puts the cable back; the agent is as it was. */
      'plug-in': action({}, async () => {
        faults.silent = false;
        await host.plugIn();
      }),
      recover: action({}, async () => {
        faults.silent = false;
        beating = true;
        await host.plugIn();
        await beat();
      }),
    },
    view: (): HeartbeatView => ({
      beating: beating && !faults.silent && !faults.unplugged,
      sent,
      lost,
      lastAnswer,
      seq,
      bootId,
      inService,
      modules: { ...modules },
      lastTransactionAt: lastTransactionAt(),
      port: { ...host.seen },
    }),
    close() {
      timers.clear();
      hangUp();
      host.close().catch(() => {});
      out.close().catch(() => {});
    },
  };
}
