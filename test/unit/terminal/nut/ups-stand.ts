import type { z } from 'zod';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { createNut, type Nut, type nutOptions } from '../../../../simulators/terminal/nut.js';
import { driverOf, standUp } from '../../../support/device-stand.js';
import { seededRandom } from '../../../support/random.js';
import { Branch } from '../../alarms/support.js';

export interface StandOptions {
  /** Of the driver. */
  readonly options?: Record<string, unknown>;
  /** Of the simulated server. */
  readonly server?: z.input<typeof nutOptions>;
  /** What else there is in the branch. */
  readonly others?: readonly AlarmingDevice[];
}

/** One UPS under its supervisor, with the alarms of a branch; time is virtual, the disk is real. */
export async function upsStand({ options = {}, server = {}, others = [] }: StandOptions = {}) {
  const branch = await Branch.empty();
  const { clock } = branch;
  let device: ReturnType<typeof standUp> | undefined;
  const driver = driverOf('terminal', 'nut');
  const nut: Nut = createNut({ clock, random: seededRandom(1) }, server);
  const own = { deviceId: 'dev', declarations: driver.alarms, contactAlarm: driver.contact.alarm };
  const devices: readonly AlarmingDevice[] = [own, ...others];
  const pollNow = (deviceId: string) => {
    if (deviceId === 'dev') device?.pollNow();
  };
  await branch.boot(devices, { pollNow });
  const raiseDevice = () =>
    standUp({ clock, store: branch.store, alarms: branch.manager, driver, options, simulator: nut });
  device = raiseDevice();
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      await clock.advance(1_000);
      await branch.flush();
    }
  };
  const endDevice = async () => {
    const ended = device?.end() ?? Promise.resolve();
    let running = true;
    ended.finally(() => {
      running = false;
    });
    while (running) await clock.advance(100);
  };
  const record = (type: string, deviceId = 'dev') => branch.table.get(`${deviceId}/${type}/`);
  return {
    branch,
    clock,
    nut,
    pass,
    state: () => device?.state() ?? {},
    act: (name: string, args: Record<string, unknown> = {}) => nut.actions[name]!(args),
    command: (name: string, args: Record<string, unknown> = {}) =>
      clock.finish(device?.command(name, args) ?? Promise.resolve({})),
    record,
    detail: (type: string) =>
      JSON.stringify(record(type)?.['additional-information'] ?? []) + record(type)?.['alarm-text'],
    /** Types that are raised now, with `?` behind those nobody can verify. */
    raised: () =>
      branch.manager
        .list()
        .filter((each) => !each['is-cleared'])
        .map((each) => each['alarm-type-id'] + (each['x-verified'] ? '' : '?'))
        .sort(),
    /** Goes on until it holds; fails loudly when it does not within two minutes of the device. */
    async until(holds: () => boolean, seconds = 120) {
      for (let passed = 0; !holds(); passed++) {
        if (passed >= seconds) throw new Error(`not within ${seconds} s: ${holds}`);
        await pass(1);
      }
    },
    online: () => device?.state()['operating'] === 'online',
    /** The gateway goes and comes back on the same disk; the server may be changed meanwhile. */
    async restartGateway(meanwhile: () => unknown = () => undefined) {
      await endDeviceOnly();
      await meanwhile();
      await branch.restart(devices, { pollNow });
      device = raiseDevice();
    },
    async end() {
      await endDevice();
      await branch.shutDown();
    },
  };

  /** Without closing the server, which `standUp` would do. */
  async function endDeviceOnly(): Promise<void> {
    const { close } = nut;
    Object.assign(nut, { close: () => nut.restart() });
    await endDevice();
    Object.assign(nut, { close });
  }
}

export type UpsStand = Awaited<ReturnType<typeof upsStand>>;
