import type { AlarmCondition, LinkSettings } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { ResolvedConfig } from '../config/schema.js';

export const portAlarm = 'serial-port-or-adapter-lost';

/** A socket in the wall: the line that devices share, or the port of one device. */
export interface Port {
  /** Bus id, or id of the device that has it to itself. */
  readonly id: string;
  readonly settings: LinkSettings;
  readonly shared: boolean;
}

interface Ending {
  readonly closed: Promise<{ readonly kind: 'local' | 'lost'; readonly detail: string }>;
}

/**
 * GWY-502: says of every port whether it can be had. Several devices hang on one, and each would be missed by itself: this
 * is what they have in common, known some seconds before the first of them counts as lost.
 */
export interface PortWatch {
  /** Opens a port by `open` and reports what comes of it; rejects as `open` does. */
  open<Link extends Ending>(port: Port, signal: AbortSignal, open: () => Promise<Link>): Promise<Link>;
  /** Takes back what an earlier start said of ports that nobody uses any more. Called when alarms can be reported. */
  settle(open: readonly AlarmRecord[]): void;
  /** Why the port cannot be had now, without any delay; undefined while it can, or while nobody has tried. */
  lost(id: string): string | undefined;
}

export interface PortWatchOptions {
  /** Ids of the ports of this configuration. */
  readonly ports: readonly string[];
  /** About the gateway itself. */
  readonly condition: (condition: AlarmCondition) => void;
}

export function createPortWatch({ ports, condition }: PortWatchOptions): PortWatch {
  const losses = new Map<string, string>();
  const newest = new Map<string, Ending>();
  const found = (id: string) => {
    losses.delete(id);
    condition({ type: portAlarm, qualifier: id, active: false });
  };
  const gone = (id: string, detail: string) => {
    losses.set(id, detail);
    condition({ type: portAlarm, qualifier: id, active: true, detail });
  };

  return {
    async open(port, signal, open) {
      if (!isPort(port)) return open();
      const { id, settings } = port;
      try {
        const link = await open();
        newest.set(id, link);
        found(id);
        link.closed.then(({ kind, detail }) => {
          // A serial server may end a connection that is not used, and give another one when asked.
          if (kind === 'lost' && settings.type !== 'tcp' && newest.get(id) === link) gone(id, detail);
        });
        return link;
      } catch (error) {
        if (!signal.aborted) gone(id, error instanceof Error ? error.message : String(error));
        throw error;
      }
    },

    settle(open) {
      for (const record of open) {
        const qualifier = record['alarm-type-qualifier'];
        if (record['alarm-type-id'] === portAlarm && !ports.includes(qualifier)) found(qualifier);
      }
    },

    lost: (id) => losses.get(id),
  };
}

const networkLinks: readonly LinkSettings['type'][] = ['tcp', 'tcp-listen', 'hid-tcp'];

/** A network connection with one device is no port of ours: that it fails is the device's own contact alarm. */
function isPort({ settings, shared }: Port): boolean {
  return shared || !networkLinks.includes(settings.type);
}

/** Ids of the ports that somebody will open. */
export function portsOf({ buses, devices }: Pick<ResolvedConfig, 'buses' | 'devices'>): string[] {
  const enabled = devices.filter(({ admin }) => admin === 'enabled');
  return [
    ...buses.map(({ id }) => id).filter((id) => enabled.some(({ busId }) => busId === id)),
    ...enabled.flatMap(({ id, link }) => (link && isPort({ id, settings: link, shared: false }) ? [id] : [])),
  ];
}
