import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../drivers/index.js';
import { type Branch, startBranch } from '../../simulators/branch.js';
import { connectControl } from '../../simulators/control-client.js';
import { connectQueue } from '../../simulators/queue-client.js';
import { startScenario } from '../../simulators/scenario.js';
import { kioskTroubles } from '../../simulators/terminal/kiosk-troubles.js';
import { startTerminalHall, type TerminalHall } from '../../simulators/terminal-hall.js';
import { createWorld } from '../../simulators/world.js';
import { type Gateway, startGateway } from '../gateway.js';
import { createLogger } from '../logger.js';
import { topicsOf } from '../messages/topics.js';
import { packageRoot, packageVersion } from '../version.js';
import { configOrExit } from './config.js';
import { CliExit, exitCode } from './exit.js';
import { createLineWriter } from './lines.js';
import { interrupted } from './signals.js';
import { asStartFailure } from './start-failure.js';

interface DemoOptions {
  readonly seed: string;
  readonly speed: string;
  readonly calm?: boolean;
  readonly terminals?: boolean;
}

/** `branch-gateway demo`: a simulated branch, driven by the real gateway over ordinary links. */
export async function demo(options: DemoOptions): Promise<void> {
  const { terminals = false } = options;
  const seed = numberOption(
    '--seed',
    options.seed,
    (value) => Number.isInteger(value) && value >= 0,
    'a whole number from 0',
  );
  const speed = numberOption(
    '--speed',
    options.speed,
    (value) => value >= 0.1 && value <= 100,
    'a number from 0.1 to 100',
  );
  const file = join(packageRoot(), 'config', terminals ? 'demo-terminals.yaml' : 'demo.yaml');
  const { config, directory, digest, templates } = await configOrExit(file);
  const topics = topicsOf({ branchId: config.branch.id, gatewayId: config.gateway.id });
  const say = (text: string) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);

  const closing: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of closing.reverse()) await close();
  };
  try {
    const agent = {
      ...{
        url: `mqtt://127.0.0.1:${config.broker.port}`,
        root: topics.root,
        deviceId: 'kiosk-1-agent',
        periodSeconds: 5,
      },
    };
    const branch = await startSimulators(() =>
      terminals ? startTerminalHall({ seed, agent }) : startBranch({ seed }),
    );
    closing.push(() => branch.close());
    const stateDir = await mkdtemp(join(tmpdir(), 'branch-gateway-demo-'));
    closing.push(() => rm(stateDir, { recursive: true, force: true }));
    const gateway = await startGateway({
      config,
      directory,
      digest,
      templates,
      stateDir,
      version: packageVersion(),
      clock: systemClock,
      random: Math.random,
      logger: createLogger('error'),
    }).catch((error) => {
      throw asStartFailure(error, file);
    });
    closing.push(() => gateway.stop());
    const toLine = createLineWriter(topics);
    gateway.bus.subscribe((message) => {
      const line = toLine(message);
      if (line !== undefined) console.log(line);
    });
    const stopping = interrupted();
    printWelcome(config.broker.host, gateway, terminals);

    const url = `mqtt://${config.broker.host}:${gateway.broker.port}`;
    const control = await connectControl({ port: branch.ports.control });
    closing.push(() => control.close());
    const queue = terminals ? undefined : await connectQueue({ url, root: topics.root });
    closing.push(() => queue?.close());
    const scenario = startScenario({
      world: createWorld({ seed }),
      speed,
      calm: options.calm === true,
      ...(terminals ? { troubles: kioskTroubles } : {}),
      control,
      ...(queue ? { queue } : {}),
      say,
    });
    closing.push(() => scenario.stop());
    await stopping;
    console.log('stopping …');
  } finally {
    await closeAll();
  }
}

type Simulators = Branch | TerminalHall;

async function startSimulators(start: () => Promise<Simulators>): Promise<Simulators> {
  return start().catch((error: Error) => {
    throw new CliExit(exitCode.usage, `the simulators cannot start: ${error.message}; free the port and try again`);
  });
}

function printWelcome(host: string, { broker }: Gateway, terminals: boolean): void {
  const websocket = broker.websocketPort === undefined ? '' : `, ws://${host}:${broker.websocketPort}`;
  console.log(`The broker listens on mqtt://${host}:${broker.port}${websocket}. Try in a second terminal:

  npx branch-gateway devices
  npx branch-gateway ${terminals ? 'availability kiosk-1' : 'command board-1 call --arg number=A888 --arg counter=2'}
  ${terminals ? '' : 'npx branch-gateway hall\n  '}npx branch-gateway watch

Ctrl-C ends everything.
`);
}

function numberOption(name: string, text: string, fits: (value: number) => boolean, allowed: string): number {
  const value = Number(text);
  if (text.trim() === '' || !fits(value)) throw new CliExit(exitCode.usage, `${name} ${text}: allowed: ${allowed}`);
  return value;
}
