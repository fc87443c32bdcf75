import { contactAlarmOf, type OptionFile } from '../../../../drivers/index.js';
import { createKiosk, type KioskView } from '../../../../simulators/terminal/kiosk.js';
import { driverOf, standUp } from '../../../support/device-stand.js';
import { seededRandom } from '../../../support/random.js';
import { Branch } from '../../alarms/support.js';
import { PatientClock } from './patient-clock.js';

/** Default of the driver; nobody else in this stand waits that long. */
const timeoutMs = 3_000;
/** Conditions in which a connection gets no answer by waiting. */
const dead = new Set<KioskView['application']>(['cut-off', 'hanging', 'slow']);

export interface StandWish {
  /** Options of the driver that lead to a kiosk on this port. */
  readonly options: (port: number) => Record<string, unknown>;
  readonly kiosk?: Parameters<typeof createKiosk>[1];
  /** Default 0: no rest is shortened, the worst case. */
  readonly random?: () => number;
  /** Contents of the files that the options name. */
  readonly file?: (file: OptionFile) => Promise<string>;
}

/** A kiosk under the real supervisor and the real alarms, with the defaults of the driver and time that is virtual. */
export async function kioskStand({ options, kiosk: unit = {}, random = () => 0, file }: StandWish) {
  const clock = new PatientClock(timeoutMs, Date.now());
  const branch = await Branch.empty(clock);
  const kiosk = createKiosk({ clock, random: seededRandom(1) }, unit);
  const port = await kiosk.listen({ host: '127.0.0.1', port: 0 });
  const driver = driverOf('terminal', 'probe');
  const all = options(port);
  const contactAlarm = contactAlarmOf(driver, driver.options.parse(all));
  await branch.boot([{ deviceId: 'dev', declarations: driver.alarms, contactAlarm }]);
  const device = standUp({
    clock,
    store: branch.store,
    alarms: branch.manager,
    driver,
    options: all,
    simulator: undefined,
    random,
    ...(file ? { file } : {}),
  });
  const view = () => kiosk.view() as KioskView;
  let heard = 0;
  const isHopeless = () => {
    const { application, requests } = view();
    if (application === 'cut-off') return true;
    // It must have been asked before it can be slow.
    return dead.has(application) && requests > heard;
  };
  const step = async (ms: number) => {
    await clock.pass(ms, isHopeless);
    if (!clock.isAsked()) heard = view().requests;
  };
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) await step(1_000);
    await branch.flush();
  };
  return {
    ...{ branch, clock, kiosk, view, pass },
    state: device.state,
    act: (name: string, args: Record<string, unknown> = {}) => kiosk.actions[name]?.(args),
    /** Types raised and not cleared. */
    raised: () => branch.manager.list().filter((record) => !record['is-cleared']),
    /** Seconds until it holds; throws after `limit`. */
    secondsUntil: async (holds: () => boolean, limit = 120) => {
      const from = clock.monotonic();
      while (!holds()) {
        if (clock.monotonic() - from > limit * 1_000) throw new Error(`not within ${limit} s`);
        await step(250);
      }
      return (clock.monotonic() - from) / 1_000;
    },
    end: async () => {
      const ended = device.end();
      await clock.finish(ended, 50);
      kiosk.close();
      await branch.shutDown();
    },
  };
}
