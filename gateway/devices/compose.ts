import { z } from 'zod';
import {
  type Clock,
  createBus,
  createHidOpener,
  createLinkOpener,
  createPortOpener,
  createTrapPost,
  formatsOf,
  type KeypadReceiver,
  type TerminalMeans,
  ticketTemplates,
} from '../../drivers/index.js';
import { openOptionFile } from '../config/option-files.js';
import { readFileLimited } from '../config/read-text.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { Foundation } from '../foundation.js';
import { openingHours } from '../hours/opening-hours.js';
import { deviceLogger } from '../logger.js';
import type { OwnTemplates } from '../templates/own.js';
import type { AlarmPort } from './device.js';
import type { AxesChange } from './device-state.js';
import { createLinkProvider, type LinkProvider } from './links.js';
import { windowSchema } from './maintenance.js';
import { createDeviceMemory } from './memory.js';
import { watchPlugs } from './plug-watch.js';
import { createPortWatch, type PortWatch, portsOf } from './port-watch.js';
import { createDeviceRegistry, type DeviceRegistry } from './registry.js';

export interface DevicesOptions {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  /** Where the names of files in options start. */
  readonly directory: string;
  readonly alarms: AlarmPort;
  /** The branch's own ticket templates as they are now; undefined where it has none. */
  readonly ownTemplates: () => OwnTemplates['byName'] | undefined;
  /** Where what a device sends by itself comes in. */
  readonly beatsOf: (deviceId: string) => TerminalMeans['beats'];
  /** Who acts on the keys and codes of a keypad; default nobody does. */
  readonly keypadOf?: (deviceId: string) => KeypadReceiver;
  /** Hears how every device stands at its start and of every change; default nobody. */
  readonly onAxes?: (deviceId: string, axes: AxesChange) => void;
  /** Hears of every change of the service that a device reports; default nobody. */
  readonly onService?: (deviceId: string, service: string) => void;
}

/** The devices of the branch, the lines they hang on, and the ports these need. */
export function composeDevices(options: DevicesOptions): {
  devices: DeviceRegistry;
  links: LinkProvider;
  ports: PortWatch;
} {
  const { foundation, config, directory, alarms, ownTemplates, beatsOf, keypadOf, onAxes, onService } = options;
  const { store, clock, random, logger, publisher } = foundation;
  const { language } = config.gateway;
  const { timezone } = config.branch;
  const openByteLink = createLinkOpener({ clock });
  const ports = createPortWatch({
    ports: portsOf(config),
    condition: (condition) => alarms.condition('gateway', condition),
  });
  const links = createLinkProvider({
    buses: config.buses,
    openByteLink,
    openHidLink: createHidOpener({ clock }),
    openListenPort: createPortOpener({ clock }),
    ports,
    createLine: (line) => {
      const { id, link, interFrameGapMs, discardEcho } = line;
      const port = { id, settings: link, shared: config.buses.includes(line) };
      return createBus({
        name: id,
        open: (signal, format) => ports.open(port, signal, () => openByteLink({ ...link, ...format }, signal)),
        formats: formatsOf(link),
        clock,
        random,
        logger: deviceLogger(logger, id),
        interFrameGapMs,
        discardEcho,
      });
    },
  });
  const templates = ticketTemplates(() => ownTemplates() ?? new Map(), language);
  const hours = config.branch.hours && openingHours(config.branch.hours, timezone);
  const traps = createTrapPost();
  const values = store.table('device-memory', z.unknown());
  const records = store.table('device-records', z.unknown());
  const windows = store.table('maintenance', windowSchema);
  for (const [deviceId] of [...windows.entries()]) {
    if (!config.devices.some(({ id }) => id === deviceId)) windows.delete(deviceId).catch(foundation.onError);
  }
  const devices = createDeviceRegistry(
    config.devices.map((device) => ({
      device,
      links,
      clock,
      random,
      logger: deviceLogger(logger, device.id),
      publisher,
      alarms,
      memory: createDeviceMemory(device.id, values, records),
      windows,
      commit: (changes) => store.commit(changes),
      language,
      timezone,
      templates,
      hours,
      traps,
      file: (file) => openOptionFile(file, { directory, readFile: readFileLimited }),
      beats: beatsOf(device.id),
      keypad: keypadOf?.(device.id),
      onAxes: (axes) => onAxes?.(device.id, axes),
      onService: (service) => onService?.(device.id, service),
    })),
  );
  const isPlugged = ({ link, busId }: ResolvedConfig['devices'][number]) => {
    const at = link ?? config.buses.find(({ id }) => id === busId)?.link;
    return at !== undefined && 'usb' in at && at.usb !== undefined;
  };
  const plugged = config.devices.filter(isPlugged).map(({ id }) => id);
  return { devices: plugged.length > 0 ? wokenByPlugs(devices, plugged, clock) : devices, links, ports };
}

/** Those that are away are looked for as soon as something is plugged in. */
function wokenByPlugs(devices: DeviceRegistry, plugged: readonly string[], clock: Clock): DeviceRegistry {
  let plugs: ReturnType<typeof watchPlugs> | undefined;
  const onPlug = () => {
    const view = devices.view();
    for (const id of plugged) if (view[id]?.['operating'] !== 'online') devices.pollNow(id);
  };
  return {
    ...devices,
    start() {
      devices.start();
      plugs = watchPlugs({ clock, onPlug });
    },
    async stop() {
      plugs?.stop();
      await devices.stop();
    },
  };
}
