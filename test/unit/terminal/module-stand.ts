import { contactAlarmOf } from '../../../drivers/index.js';
import { createSimulator } from '../../../simulators/registry.js';
import type { Line, Simulator } from '../../../simulators/simulator.js';
import { createWorld } from '../../../simulators/world.js';
import { driverOf, standUp } from '../../support/device-stand.js';
import { Branch } from '../alarms/support.js';

type Json = Readonly<Record<string, unknown>>;

/** Everything that passed on the wire between the gateway and a simulated module, noted on the wire itself. */
export interface WireRecord {
  /** From the gateway, each write its own. */
  readonly sent: Uint8Array[];
}

/** A module of a terminal under its supervisor, with the alarms of a branch; time is virtual. */
export async function moduleStand(
  driverName: string,
  options: Json = {},
  unit: Json = {},
  /** What the gateway is wired to, when that is not the module itself. */
  wired: (simulator: Simulator) => Simulator = (simulator) => simulator,
) {
  const branch = await Branch.empty();
  const { clock } = branch;
  const driver = driverOf('terminal', driverName);
  const real = createSimulator(`terminal/${driverName}`, createWorld({ seed: 1, clock }), unit);
  const wire: WireRecord = { sent: [] };
  const end = recording(wired(real), wire);
  const contactAlarm = contactAlarmOf(driver, driver.options.parse(options));
  const boot = () => branch.boot([{ deviceId: 'dev', declarations: driver.alarms, contactAlarm }]);
  await boot();
  const stand = () => standUp({ clock, store: branch.store, alarms: branch.manager, driver, options, simulator: end });
  let device = stand();
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await branch.flush();
  };
  return {
    clock,
    simulator: real,
    wire,
    act: (name: string, args: Record<string, unknown> = {}) => real.actions[name]!(args),
    view: () => real.view() as Record<string, unknown>,
    state: () => device.state(),
    command: (name: string, args: Json = {}) => device.command(name, args),
    modules: () => device.state()['modules'] as Record<string, { status: string; detail?: string }>,
    seconds: (count: number) => pass(count * 1_000),
    ms: pass,
    /** Alarms that are not cleared, as `type`, `type/qualifier`, each with its severity. */
    raised: () =>
      branch.manager
        .list()
        .filter((record) => !record['is-cleared'])
        .map((record) => {
          const qualifier = record['alarm-type-qualifier'];
          return `${record['alarm-type-id']}${qualifier ? `/${qualifier}` : ''} ${record['perceived-severity']}`;
        })
        .sort(),
    records: () => branch.manager.list(),
    until: async (holds: () => boolean, atMostSeconds = 120) => {
      for (let passed = 0; !holds() && passed < atMostSeconds; passed++) await pass(1_000);
    },
    /** The gateway stops and starts again; the module lives on, and `meanwhile` happens to it. */
    restart: async (meanwhile: () => Promise<void> = async () => undefined) => {
      await pass(1);
      const ending = device.end();
      await clock.finish(ending, 100);
      await branch.shutDown();
      await meanwhile();
      await boot();
      device = stand();
    },
    end: async () => {
      await clock.finish(device.end(), 100);
      real.close();
      await branch.shutDown();
    },
  };
}
export type ModuleStand = Awaited<ReturnType<typeof moduleStand>>;

/** The simulator behind a wire that notes what comes from the host; closing the stand leaves the simulator itself alone. */
function recording(simulator: Simulator, wire: WireRecord): Simulator {
  return {
    kind: simulator.kind,
    faults: simulator.faults,
    actions: simulator.actions,
    setFaults: (patch) => simulator.setFaults(patch),
    restart: () => simulator.restart(),
    view: () => simulator.view(),
    close: () => undefined,
    connect(line: Line) {
      simulator.connect({
        ...line,
        onBytes: (receiver) =>
          line.onBytes((bytes) => {
            wire.sent.push(bytes.slice());
            receiver(bytes);
          }),
      });
    },
  };
}
