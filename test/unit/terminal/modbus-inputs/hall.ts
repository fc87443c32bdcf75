import { modbusInputs } from '../../../../drivers/terminal/modbus-inputs/index.js';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { createModbusInputs } from '../../../../simulators/terminal/modbus-inputs.js';
import { createWorld } from '../../../../simulators/world.js';
import { standUp } from '../../../support/device-stand.js';
import { Branch } from '../../alarms/support.js';
import { everything, recorded } from './line.js';

/** A module under its supervisor, with the alarms of a branch behind it; time is virtual. */
export async function hall({
  options = everything,
  unit = {},
  neighbours = [],
}: {
  options?: Readonly<Record<string, unknown>>;
  unit?: Parameters<typeof createModbusInputs>[1];
  neighbours?: readonly AlarmingDevice[];
} = {}) {
  const branch = await Branch.empty();
  const { clock } = branch;
  const module = createModbusInputs(createWorld({ seed: 1, clock }), unit);
  const sent: Uint8Array[] = [];
  const devices: readonly AlarmingDevice[] = [
    { deviceId: 'dev', declarations: modbusInputs.alarms, contactAlarm: modbusInputs.contact.alarm },
    ...neighbours,
  ];
  const start = () =>
    standUp({
      clock,
      store: branch.store,
      alarms: branch.manager,
      driver: modbusInputs,
      options,
      simulator: recorded(module, sent),
    });
  await branch.boot(devices);
  let device = start();
  const after = (seconds: number) => branch.after(seconds);
  return {
    branch,
    module,
    sent,
    clock,
    after,
    act: (name: string, args: Record<string, unknown> = {}) => module.actions[name]!(args),
    state: () => device.state(),
    /** Raised alarms, as `type/qualifier`. */
    raised: () =>
      branch.manager
        .list()
        .filter((record) => !record['is-cleared'])
        .map((record) => [record['alarm-type-id'], record['alarm-type-qualifier']].filter(Boolean).join('/'))
        .sort(),
    record: (type: string) => branch.manager.list().find((record) => record['alarm-type-id'] === type),
    async online() {
      for (let second = 0; second < 10 && device.state()['operating'] !== 'online'; second++) await after(1);
    },
    /** The gateway is stopped and started again; the module stays as it is. */
    async restart() {
      await clock.finish(device.end());
      await branch.restart(devices);
      device = start();
    },
    command: (name: string, args: Readonly<Record<string, unknown>>) => clock.finish(device.command(name, args)),
    async end() {
      await clock.finish(device.end());
      await branch.shutDown();
    },
  };
}
