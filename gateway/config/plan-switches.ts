import type { ResolvedConfig } from './schema.js';
import { hangsOn, networkSwitches } from './switches.js';

/** A network switch, and what shows whether it works. */
export interface PlannedSwitch {
  readonly id: string;
  readonly name?: string;
  /** False where only the devices behind it show whether it works. */
  readonly asked: boolean;
  readonly dependsOn?: readonly string[];
  /** Devices that hang on it directly and are not disabled. */
  readonly behind: readonly string[];
}

export function planSwitches(config: ResolvedConfig): PlannedSwitch[] {
  return networkSwitches(config).map(({ id, deviceId, dependsOn }) => {
    const { name } = config.switches.find((each) => each.id === id) ?? {};
    const behind = config.devices.filter(
      (device) => device.admin === 'enabled' && hangsOn(device).dependsOn?.includes(id),
    );
    return {
      id,
      ...(name === undefined ? {} : { name }),
      asked: deviceId !== undefined,
      ...(dependsOn === undefined ? {} : { dependsOn }),
      behind: behind.map((device) => device.id),
    };
  });
}

/** Continues "The gateway would …". */
export function switchText({ id, name, asked, dependsOn, behind }: PlannedSwitch): string {
  const what = `watch switch ${id}${name === undefined ? '' : ` (${name})`}`;
  const own = asked ? ', which it also asks itself,' : '';
  const place = dependsOn === undefined ? '' : `, behind ${dependsOn.join(' and ')}`;
  const whose = behind.join(', ') || 'nothing';
  const blind = behind.length < 2 ? ': too few to tell that it is lost' : '';
  return `${what}${own} by what hangs on it (${whose})${blind}${place}`;
}
