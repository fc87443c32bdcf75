import type { AlarmingDevice } from './alarming-device.js';

/** TRM-323: of a switch that is a device in its own name, and by the gateway where half of what hangs on one is lost. */
export const switchAlarm = 'network-switch-down';

/** A network switch of the branch that devices hang on. */
export interface NetworkSwitch {
  /** As it stands in `dependsOn`. */
  readonly id: string;
  /** The device that it is, where somebody can ask it; most in a branch have no address. */
  readonly deviceId?: string | undefined;
  /** What a switch without an address hangs on; one that is a device says so there. */
  readonly dependsOn?: readonly string[] | undefined;
}

/**
 * The node that terminals behind a switch hang on. It is not the switch itself, where that is a device: a switch that
 * answers can have dead ports.
 */
export function portsNode(switchId: string): string {
  return `ports of ${switchId}`;
}

/**
 * The terminals that hang on a switch directly. Devices that are parts of the same one, and of no other, are one: a kiosk
 * without power is not half a hall.
 */
export function terminalsBehind(
  switchId: string,
  asked: readonly AlarmingDevice[],
  all: readonly AlarmingDevice[],
): string[][] {
  const wholes = all.filter(({ parts, disabled }) => parts !== undefined && !disabled);
  const terminals = new Map<string, string[]>();
  for (const { deviceId, dependsOn = [] } of asked) {
    if (!dependsOn.includes(switchId)) continue;
    const [whole, ...others] = wholes.filter(({ parts = [] }) => parts.includes(deviceId));
    const name = whole && others.length === 0 ? whole.deviceId : deviceId;
    terminals.set(name, [...(terminals.get(name) ?? []), deviceId]);
  }
  return [...terminals.values()];
}
