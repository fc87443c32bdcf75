import { serveControl } from '../../simulators/control.js';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import { createWorld } from '../../simulators/world.js';
import { parseAddress } from './address.js';
import { CliExit, exitCode } from './exit.js';
import { interrupted } from './signals.js';

interface SimulateOptions {
  readonly listen: string;
  readonly control?: string;
  readonly options?: string;
  readonly seed: string;
}

/** `branch-gateway simulate CLASS/PROTOCOL`: one stand-alone simulator, until interrupted. */
export async function simulate(kind: string, options: SimulateOptions): Promise<void> {
  const listen = parseAddress('--listen', options.listen);
  const control = options.control === undefined ? undefined : parseAddress('--control', options.control);
  const simulator = usage(() =>
    createSimulator(kind, createWorld({ seed: Number(options.seed) }), parseOptions(options.options)),
  );
  const servers: RunningServer[] = [];
  const stopping = interrupted();
  try {
    const server = await serveTcp(simulator, listen);
    servers.push(server);
    console.log(`${kind} listens on ${server.host}:${server.port}`);
    if (control) {
      const channel = await serveControl({ ...control, simulators: { device: simulator } });
      servers.push(channel);
      console.log(`control channel on ${channel.host}:${channel.port}; the simulator's id is "device"`);
    }
    await stopping;
  } catch (error) {
    throw new CliExit(exitCode.usage, `simulate ${kind}: ${(error as Error).message}`);
  } finally {
    simulator.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

function parseOptions(text: string | undefined): unknown {
  return text === undefined ? {} : usage(() => JSON.parse(text));
}

function usage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CliExit(exitCode.usage, (error as Error).message);
  }
}
