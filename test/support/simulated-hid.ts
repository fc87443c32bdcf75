import type { KeypadReceiver } from '../../drivers/index.js';
import { createSimulator } from '../../simulators/registry.js';
import type { FaultKnobs } from '../../simulators/simulator.js';
import { createWorld } from '../../simulators/world.js';
import { Branch } from '../unit/alarms/support.js';
import { driverOf, standUp } from './device-stand.js';

/** A HID device of the simulators under its supervisor, in virtual time. */
export async function simulatedHid(options: {
  /** `<class>/<driver>`. */
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly unit?: Readonly<Record<string, unknown>>;
}) {
  const [deviceClass = '', name = ''] = options.kind.split('/');
  const branch = await Branch.empty();
  const { clock } = branch;
  const driver = driverOf(deviceClass, name);
  await branch.boot([{ deviceId: 'dev', declarations: driver.alarms, contactAlarm: driver.contact.alarm }]);
  const simulator = createSimulator(options.kind, createWorld({ seed: 1, clock }), options.unit ?? {});
  const acted: unknown[] = [];
  const events: Record<string, unknown>[] = [];
  const hear = (data: unknown) => void acted.push(data);
  const keypad: KeypadReceiver = { press: hear, score: hear, scan: hear };
  const stand = standUp({
    ...{
      clock,
      store: branch.store,
      alarms: branch.manager,
      driver,
      options: options.options ?? {},
      keypad,
      simulator,
    },
    onMessage: ({ topic, envelope }) => {
      if (topic.endsWith('/event')) events.push(envelope?.data as Record<string, unknown>);
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      await clock.advance(Math.min(left, 500));
      await branch.flush();
    }
  };
  const until = async (holds: () => boolean) => {
    for (let passed = 0; !holds() && passed < 90_000; passed += 250) await pass(250);
  };
  await until(() => stand.state()['operating'] === 'online');
  return {
    acted,
    events,
    pass,
    until,
    state: stand.state,
    view: () => simulator.view() as Record<string, unknown>,
    act: (action: string, args: Record<string, unknown> = {}) => simulator.actions[action]?.(args),
    set: (knobs: Partial<FaultKnobs>) => simulator.setFaults(knobs),
    /** Runs a command while time passes; rejects as it does. */
    command: async (command: string, args: Readonly<Record<string, unknown>>) => {
      const outcome = stand.command(command, args).then(
        (result) => ({ result }),
        (error: Error) => ({ error }),
      );
      let ended: Awaited<typeof outcome> | undefined;
      outcome.then((value) => {
        ended = value;
      });
      await until(() => ended !== undefined);
      if (ended && 'error' in ended) throw ended.error;
      return ended?.result;
    },
    async end() {
      const ending = stand.end();
      await pass(1_000);
      await ending;
      await branch.shutDown();
    },
  };
}
