import { asGatewayError, type Clock, type DeviceClass, sleep } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { DeviceOrders } from '../hall/device-orders.js';
import type { Finding } from './report-schema.js';

export interface Inspected {
  readonly id: string;
  readonly class: DeviceClass;
  /** Commands its driver has. */
  readonly commands: readonly string[];
}

export interface InspectionOptions {
  readonly devices: readonly Inspected[];
  readonly orders: DeviceOrders;
  readonly pollNow: (deviceId: string) => void;
  readonly stateOf: (deviceId: string) => Readonly<Record<string, unknown>>;
  /** What is raised now, with the device it is of. */
  readonly raised: () => readonly { readonly deviceId: string; readonly record: AlarmRecord }[];
  readonly clock: Clock;
}

/** What a device can be asked to do that moves no money, uses no paper and disturbs nobody. */
const selfTests: {
  readonly [Class in DeviceClass]?: readonly { readonly command: string; readonly visible: boolean }[];
} = {
  terminal: [{ command: 'probe', visible: false }],
  'people-counter': [{ command: 'read', visible: false }],
  'led-board': [{ command: 'test', visible: true }],
  'signal-light': [{ command: 'test', visible: true }],
};
const testSeconds = 3;
/** A self-test that takes longer has failed, ms. */
const testLimitMs = 30_000;
/** A gateway that has just started has not met its devices yet: so long they are waited for, ms. */
const firstContactMs = 60_000;
const contactLookMs = 1_000;
/** After the tests, so that the polls and alarms they lead to are there, ms. */
const settleMs = 5_000;

/**
 * Polls every device, lets each test itself as far as that does no harm, and says how each one is. Boards and lights show
 * a pattern only where nobody is there to be misled by it.
 */
export async function inspect(options: InspectionOptions, hallIsEmpty: boolean): Promise<Finding[]> {
  const { devices, clock } = options;
  await firstContact(options);
  const failures = new Map<string, string>();
  await Promise.all(
    devices.map(async (device) => {
      const failure = await testOf(device, options, hallIsEmpty);
      if (failure !== undefined) failures.set(device.id, failure);
    }),
  );
  await sleep(clock, settleMs);
  const raised = options.raised();
  return devices.map(({ id }) =>
    judge(
      id,
      options.stateOf(id),
      raised.filter(({ deviceId }) => deviceId === id).map(({ record }) => record),
      failures.get(id),
    ),
  );
}

/** Resolves when every device was found or missed, as far as that can be waited for. */
async function firstContact({ devices, stateOf, clock }: InspectionOptions): Promise<void> {
  const isPending = ({ id }: Inspected) => {
    const { admin, operating } = stateOf(id);
    return admin === 'enabled' && (operating === 'unknown' || operating === 'connecting');
  };
  const end = clock.monotonic() + firstContactMs;
  while (devices.some(isPending) && clock.monotonic() < end) await sleep(clock, contactLookMs);
}

/** Why its self-test failed; undefined where it passed or there is none. */
async function testOf(
  { id, class: kind, commands }: Inspected,
  { orders, pollNow, stateOf, clock }: InspectionOptions,
  hallIsEmpty: boolean,
): Promise<string | undefined> {
  pollNow(id);
  const { admin, operating } = stateOf(id);
  if (admin !== 'enabled' || operating !== 'online') return undefined;
  const test = selfTests[kind]?.find(({ command, visible }) => commands.includes(command) && (hallIsEmpty || !visible));
  if (!test) return undefined;
  const args = test.visible && kind === 'led-board' ? { seconds: testSeconds } : {};
  try {
    await orders.order(id, test.command, args, clock.now() + testLimitMs);
    return undefined;
  } catch (error) {
    return asGatewayError(error, 'COMMAND_FAILED').message;
  }
}

function judge(
  deviceId: string,
  { admin, operating, reason }: Readonly<Record<string, unknown>>,
  records: readonly AlarmRecord[],
  failure: string | undefined,
): Finding {
  if (admin !== 'enabled') return { deviceId, result: 'left-alone', detail: String(admin) };
  const alarms = records.map((record) => `${record['x-code']} ${record['alarm-text']}`);
  const contact = operating === 'online' || operating === 'degraded' ? [] : [String(reason ?? operating)];
  const details = [...alarms, ...(failure === undefined ? [] : [failure]), ...(alarms.length > 0 ? [] : contact)];
  const isGrave = records.some((record) => ['major', 'critical'].includes(record['perceived-severity']));
  const failed = contact.length > 0 || failure !== undefined || isGrave;
  const result = failed ? 'failed' : alarms.length > 0 || operating === 'degraded' ? 'warning' : 'ok';
  return { deviceId, result, ...(details.length > 0 ? { detail: details.join('; ') } : {}) };
}
