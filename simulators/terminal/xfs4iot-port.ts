import type { Host } from './xfs4iot-host.js';

/** The port of a terminal: taken once, given back while nothing is to listen, taken again as the same one. */
export interface Port {
  /** Takes the first free one of these and resolves with it. */
  listen(host: string, ports: readonly number[]): Promise<number>;
  /** Resolves when the port is as wanted; of several wishes the last one stays. */
  bring(up: boolean): Promise<void>;
  end(): void;
}

export function createPort(host: Host): Port {
  let address: { readonly name: string; readonly port: number } | undefined;
  let listening = false;
  let wanted = true;
  let work: Promise<void> = Promise.resolve();

  const bring = (): Promise<void> => {
    work = work
      .catch(() => {})
      .then(async () => {
        const up = wanted && address !== undefined;
        if (listening && !up) {
          listening = false;
          await host.close();
        } else if (!listening && up && address) {
          await host.listen(address.name, [address.port]);
          listening = true;
        }
      });
    return work;
  };
  return {
    async listen(name, ports) {
      const port = await host.listen(name, ports);
      listening = true;
      address = { name, port };
      return port;
    },
    bring(up) {
      wanted = up;
      return bring();
    },
    end() {
      address = undefined;
      bring().catch(() => {});
    },
  };
}
