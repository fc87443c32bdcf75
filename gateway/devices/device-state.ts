import type { Clock } from '../../drivers/index.js';
import type { Operating } from './contact.js';

export type Admin = 'enabled' | 'disabled' | 'maintenance';

/** The retained `device/{id}/state`: both axes and what the driver reported of its class's state. */
export interface DeviceState {
  /** Changes an axis or merges driver fields; publishes once per tick, and only when something changed. */
  set(patch: { admin?: Admin; operating?: Operating; reason?: string | undefined }): void;
  merge(fields: Record<string, unknown>): void;
  readonly admin: Admin;
  readonly operating: Operating;
  view(): Record<string, unknown>;
}

/** Both axes after one of them changed, and why. */
export interface AxesChange {
  readonly admin: Admin;
  readonly operating: Operating;
  readonly reason: string | undefined;
}

export interface DeviceStateOptions {
  readonly admin: Admin;
  readonly clock: Clock;
  /** Hears of every change, in the tick in which it happens; `publish` only of the last one of a tick. */
  readonly onAxes?: ((axes: AxesChange) => void) | undefined;
  /** Hears what the driver says of its `service`, at each change of it. */
  readonly onService?: ((service: string) => void) | undefined;
  /** Hears of every change once in a tick, before its publication: what it sets goes out with it. Default nobody. */
  readonly onChange?: (() => void) | undefined;
  readonly publish: (state: Record<string, unknown>) => void;
}

export function createDeviceState(options: DeviceStateOptions): DeviceState {
  const { admin, clock, publish, onAxes, onService, onChange } = options;
  let axes = { admin, operating: 'unknown' as Operating };
  let since = new Date(clock.now()).toISOString();
  let reason: string | undefined;
  const fields = new Map<string, { value: unknown; json: string }>();
  let scheduled = false;

  const view = () => ({
    ...axes,
    since,
    ...(reason === undefined ? {} : { reason }),
    ...Object.fromEntries([...fields].map(([name, { value }]) => [name, value])),
  });
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      try {
        onChange?.();
      } finally {
        scheduled = false;
        publish(view());
      }
    });
  };

  return {
    set(patch) {
      const next = { admin: patch.admin ?? axes.admin, operating: patch.operating ?? axes.operating };
      const nextReason = 'reason' in patch ? patch.reason : reason;
      const axesChanged = next.admin !== axes.admin || next.operating !== axes.operating;
      if (!axesChanged && nextReason === reason) return;
      if (axesChanged) since = new Date(clock.now()).toISOString();
      axes = next;
      reason = nextReason;
      if (axesChanged) onAxes?.({ ...axes, reason });
      schedule();
    },
    merge(patch) {
      let changed = false;
      for (const [name, value] of Object.entries(patch)) {
        const json = JSON.stringify(value);
        if (fields.get(name)?.json === json || (json === undefined && !fields.has(name))) continue;
        if (json === undefined) fields.delete(name);
        else fields.set(name, { value, json });
        changed = true;
        if (name === 'service' && typeof value === 'string') onService?.(value);
      }
      if (changed) schedule();
    },
    get admin() {
      return axes.admin;
    },
    get operating() {
      return axes.operating;
    },
    view,
  };
}
