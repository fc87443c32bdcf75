import type { SuppressionSource } from '../alarms/alarming-device.js';
import type { AxesChange } from '../devices/device-state.js';
import type { CauseClass } from './cause-class.js';
import type { DeviceFile } from './device-file.js';
import { clip } from './entry.js';

export interface AxesWatchOptions {
  readonly file: (deviceId: string) => DeviceFile | undefined;
  /** What a loss of contact is put down to. */
  readonly causeOf: (deviceId: string) => CauseClass;
}

/** Work that was agreed on: no outage (terminal-health.md 7.1). Other reasons to keep a device quiet are none. */
const agreed: ReadonlySet<string> = new Set<SuppressionSource>(['maintenance', 'exchange', 'vendor-mode']);
const reasonLength = 300;
const serviceLength = 32;

/** Turns contact, maintenance and service of devices into entries; what only wavers (connecting, degraded) is none. */
export class AxesWatch {
  readonly #options: AxesWatchOptions;
  readonly #operating = new Map<string, 'online' | 'offline'>();
  readonly #quiet = new Set<string>();
  readonly #service = new Map<string, string>();

  constructor(options: AxesWatchOptions) {
    this.#options = options;
  }

  changed(deviceId: string, { admin, operating, reason }: AxesChange): void {
    const { file, causeOf } = this.#options;
    if (admin === 'disabled') file(deviceId)?.tell({ kind: 'disabled' });
    if (operating !== 'online' && operating !== 'offline') return;
    if (this.#operating.get(deviceId) === operating) return;
    this.#operating.set(deviceId, operating);
    const why = reason === undefined ? {} : { reason: clip(reason, reasonLength) };
    file(deviceId)?.tell({
      kind: operating,
      data: operating === 'offline' ? { cause: causeOf(deviceId), ...why } : {},
    });
  }

  serviceChanged(deviceId: string, service: string): void {
    if (this.#service.get(deviceId) === service) return;
    this.#service.set(deviceId, service);
    this.#options.file(deviceId)?.tell({ kind: 'service', data: { service: clip(service, serviceLength) } });
  }

  /** An alarm of one of its parts says why a terminal is not in service. */
  serviceCause(deviceId: string, cause: CauseClass): void {
    const service = this.#service.get(deviceId);
    if (service !== 'out-of-service' && service !== 'unknown') return;
    this.#options.file(deviceId)?.tell({ kind: 'service', data: { service, cause } });
  }

  suppressed(deviceId: string, source: SuppressionSource, why: string | undefined): void {
    if (!agreed.has(source)) return;
    const name = `${deviceId}/${source}`;
    const isOn = why !== undefined;
    if (isOn === this.#quiet.has(name)) return;
    if (isOn) this.#quiet.add(name);
    else this.#quiet.delete(name);
    const reason = isOn ? { reason: clip(why, reasonLength) } : {};
    this.#options
      .file(deviceId)
      ?.tell({ kind: isOn ? 'maintenance-on' : 'maintenance-off', data: { source, ...reason } });
  }
}
