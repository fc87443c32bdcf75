import { createServer } from 'node:net';
import { drivers, systemClock } from '../../drivers/index.js';
import { formatProblem, loadConfig } from '../config/load.js';
import { describePlan } from '../config/plan.js';
import type { ResolvedConfig } from '../config/schema.js';
import { topicsOf } from '../messages/topics.js';
import { collect } from './client.js';
import { CliExit, exitCode } from './exit.js';

interface CheckOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** `branch-gateway check`: every mistake in a configuration, or what the gateway would do with it. */
export async function check({ config: file, json }: CheckOptions): Promise<void> {
  const loaded = await loadConfig(file, { drivers, now: systemClock.now() });
  const occupied = loaded.ok ? await occupiedPorts(loaded.config) : [];
  if (!loaded.ok || occupied.length > 0) {
    const lines = loaded.ok ? occupied.map((text) => `${file}: ${text}`) : loaded.problems.map(formatProblem);
    if (json) {
      console.log(JSON.stringify({ ok: false, problems: loaded.ok ? occupied : loaded.problems }, null, 2));
      throw new CliExit(exitCode.usage);
    }
    throw new CliExit(exitCode.usage, lines.join('\n'));
  }
  const plan = describePlan(loaded.config, loaded.templates);
  if (json) console.log(JSON.stringify({ ok: true, digest: loaded.digest, plan }, null, 2));
  else
    console.log(
      [`${file} is right (digest ${loaded.digest}). The gateway would:`, ...plan.map((line) => `  ${line}`)].join('\n'),
    );
}

/** Ports that another program holds. The gateway of this very file may hold them: it is running then. */
async function occupiedPorts(config: ResolvedConfig): Promise<string[]> {
  const { host, port, websocketPort } = config.broker;
  const wanted: [string, string, number][] = [['broker.port', host, port]];
  if (websocketPort !== undefined) wanted.push(['broker.websocketPort', host, websocketPort]);
  if (config.http) wanted.push(['http.port', config.http.host, config.http.port]);
  const busy: string[] = [];
  for (const [path, address, number] of wanted) {
    if (!(await canListen(address, number))) {
      busy.push(
        `${path}: ${address}:${number} is already used by another program; allowed: a free port of this machine`,
      );
    }
  }
  return busy.length > 0 && (await isOurs(config)) ? [] : busy;
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

async function isOurs(config: ResolvedConfig): Promise<boolean> {
  const { connectAsync } = await import('mqtt');
  const { host, port, accounts } = config.broker;
  const account = accounts[0];
  const login = account === undefined ? {} : { username: account.name, password: account.password };
  const client = await connectAsync(`mqtt://${host}:${port}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 2_000,
    ...login,
  }).catch(() => undefined);
  if (!client) return false;
  const { presence } = topicsOf({ branchId: config.branch.id, gatewayId: config.gateway.id });
  const found = await collect(client, [presence], (messages) => messages.size > 0);
  await client.endAsync(true);
  return found.size > 0;
}
