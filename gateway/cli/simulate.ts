import { serveControl } from '../../simulators/control.js';
import { createSimulator } from '../../simulators/registry.js';
import { type RunningServer, serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
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
    console.log(`${kind} listens on ${listen.host}:${await serve(simulator, listen, servers)}`);
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

/** Gives the port in use; what has to be closed is put among `servers`. */
async function serve(
  simulator: Simulator,
  address: { host: string; port: number },
  servers: RunningServer[],
): Promise<number> {
  if (simulator.listen) return simulator.listen(address);
  const server = await serveTcp(simulator, address);
  servers.push(server);
  return server.port;
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
