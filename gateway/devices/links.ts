import {
  type BusMember,
  type ByteLink,
  type ByteLinkSettings,
  GatewayError,
  type HidLink,
  type HidLinkSettings,
  type LinkSettings,
  type ListenPort,
  type OpenByteLink,
  type OpenHidLink,
  type OpenListenPort,
} from '../../drivers/index.js';
import type { ResolvedBus } from '../config/schema.js';
import type { PortWatch } from './port-watch.js';

/** A line with its queue, as the transport layer makes it. */
export interface Line {
  readonly name: string;
  member(deviceId: string): BusMember;
  close(): Promise<void>;
}

/** A shared line of the configuration, or the one made for a device with a link of its own. */
export type LineSettings = ResolvedBus;

export type CreateLine = (settings: LineSettings) => Line;

/** Gives each device what it stands on; shared lines are made once. */
export interface LinkProvider {
  openStream(deviceId: string, settings: LinkSettings, signal: AbortSignal): Promise<ByteLink>;
  openHid(deviceId: string, settings: LinkSettings, signal: AbortSignal): Promise<HidLink>;
  openPort(deviceId: string, settings: LinkSettings, signal: AbortSignal): Promise<ListenPort>;
  /** The shared line, or a line of the device's own over `own`. */
  line(deviceId: string, busId: string | undefined, own: LinkSettings | undefined): Line;
  close(): Promise<void>;
}

export interface LinkProviderOptions {
  readonly buses: readonly LineSettings[];
  readonly createLine: CreateLine;
  readonly openByteLink: OpenByteLink;
  readonly openHidLink: OpenHidLink;
  readonly openListenPort: OpenListenPort;
  /** Hears of the port of each device that has one to itself. */
  readonly ports?: Pick<PortWatch, 'open'>;
}

export function createLinkProvider({
  buses,
  createLine,
  openByteLink,
  openHidLink,
  openListenPort,
  ports = { open: (_port, _signal, open) => open() },
}: LinkProviderOptions): LinkProvider {
  const lines = new Map<string, Line>(buses.map((bus) => [bus.id, createLine(bus)]));
  const wrongLink = (deviceId: string) =>
    new GatewayError('CONFIG_INVALID', `${deviceId} has no link that its driver can use`, { deviceId });

  return {
    openStream(id, settings, signal) {
      if (!carriesBytes(settings)) return Promise.reject(wrongLink(id));
      return ports.open({ id, settings, shared: false }, signal, () => openByteLink(settings, signal));
    },
    openHid(id, settings, signal) {
      if (!isHid(settings)) return Promise.reject(wrongLink(id));
      return ports.open({ id, settings, shared: false }, signal, () => openHidLink(settings, signal));
    },
    openPort: (id, settings, signal) =>
      settings.type === 'tcp-listen' ? openListenPort(settings, signal) : Promise.reject(wrongLink(id)),
    line(deviceId, busId, own) {
      const key = busId ?? `device ${deviceId}`;
      const known = lines.get(key);
      if (known) return known;
      if (own === undefined || !carriesBytes(own)) throw wrongLink(deviceId);
      const line = createLine({ id: deviceId, link: own });
      lines.set(key, line);
      return line;
    },
    close: async () => {
      await Promise.all([...lines.values()].map((line) => line.close()));
    },
  };
}

function isHid(settings: LinkSettings): settings is HidLinkSettings {
  return settings.type === 'hid' || settings.type === 'hid-tcp';
}

function carriesBytes(settings: LinkSettings): settings is ByteLinkSettings {
  return settings.type === 'serial' || settings.type === 'tcp' || settings.type === 'usb-printer';
}
