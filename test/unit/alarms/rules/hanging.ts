import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import type { NetworkSwitch } from '../../../../gateway/alarms/network-switch.js';
import type { AlarmRecord } from '../../../../gateway/alarms/record.js';
import { Branch } from '../support.js';

/** Devices that hang on each other, reported as a supervisor does. */
export const site: readonly AlarmingDevice[] = [
  { deviceId: 'switch', declarations: [], contactAlarm: 'terminal-unreachable', dependsOn: ['uplink'] },
  {
    deviceId: 'kiosk-1',
    declarations: [
      { type: 'terminal-heartbeat-lost', onDelaySeconds: 0 },
      { type: 'cabinet-door-open', onDelaySeconds: 10 },
    ],
    contactAlarm: 'terminal-unreachable',
    dependsOn: ['switch'],
  },
  { deviceId: 'kiosk-2', declarations: [], contactAlarm: 'terminal-unreachable', dependsOn: ['switch'] },
  { deviceId: 'alone', declarations: [], contactAlarm: 'terminal-unreachable' },
  { deviceId: 'ups', declarations: [{ type: 'mains-lost-on-battery' }], contactAlarm: 'terminal-unreachable' },
  { deviceId: 'gateway', declarations: [{ type: 'uplink-down' }] },
];

export class Hanging {
  readonly branch: Branch;
  /** Whom the alarms have asked for a poll. */
  readonly asked: string[];

  static async open(
    devices: readonly AlarmingDevice[] = site,
    switches: readonly NetworkSwitch[] = [],
  ): Promise<Hanging> {
    const asked: string[] = [];
    const pollNow = (deviceId: string) => void asked.push(deviceId);
    const hanging = new Hanging(await Branch.open(devices, { pollNow, switches }), asked, devices, switches);
    for (const { deviceId, contactAlarm } of devices) if (contactAlarm) hanging.answer(deviceId);
    await hanging.branch.after(10);
    asked.splice(0);
    return hanging;
  }

  private constructor(
    branch: Branch,
    asked: string[],
    readonly devices: readonly AlarmingDevice[],
    readonly switches: readonly NetworkSwitch[],
  ) {
    this.branch = branch;
    this.asked = asked;
  }

  async restart({ devices = this.devices, switches = this.switches } = {}): Promise<void> {
    await this.branch.restart(devices, { pollNow: (deviceId) => void this.asked.push(deviceId), switches });
  }

  #contact(deviceId: string): string {
    return this.devices.find((device) => device.deviceId === deviceId)!.contactAlarm!;
  }

  /** A poll is answered, and contact stands. */
  answer(...deviceIds: string[]): void {
    for (const deviceId of deviceIds) {
      this.branch.manager.contactRestored(deviceId);
      this.branch.report(deviceId, { type: this.#contact(deviceId), active: false });
      this.branch.manager.polled(deviceId);
    }
  }

  /** A first failure. */
  doubt(...deviceIds: string[]): void {
    for (const deviceId of deviceIds) this.branch.manager.contactDoubtful(deviceId);
  }

  /** The last failure, or one more. */
  fail(...deviceIds: string[]): void {
    for (const deviceId of deviceIds) {
      this.branch.manager.contactLost(deviceId);
      this.branch.report(deviceId, { type: this.#contact(deviceId), active: true });
    }
  }

  /** All its failures, with the time between the first and the last that they take. */
  async lose(...deviceIds: string[]): Promise<void> {
    this.doubt(...deviceIds);
    await this.branch.after(10);
    this.fail(...deviceIds);
    await this.branch.after(1);
  }

  record(deviceId: string, type = this.#contact(deviceId)): AlarmRecord | undefined {
    const record = this.branch.table.get(`${deviceId}/${type}/`);
    return record?.['is-cleared'] ? undefined : record;
  }

  /** The raised alarm of a switch, by the gateway. */
  switchRecord(id: string): AlarmRecord | undefined {
    const record = this.branch.table.get(`gateway/network-switch-down/${id}`);
    return record?.['is-cleared'] ? undefined : record;
  }

  behind(id: string): string[] {
    return (this.switchRecord(id)?.['impacted-resource'] ?? []).map((resource) => resource.split('/')[2]!);
  }

  impacted(deviceId: string, type?: string): string[] {
    return (this.record(deviceId, type)?.['impacted-resource'] ?? []).map((resource) => resource.split('/')[2]!);
  }

  /** What explains a raised alarm: the text, and the resources. */
  explanation(deviceId: string): unknown[] {
    const record = this.record(deviceId);
    return [record?.['x-suppressed-by'], record?.['root-cause-resource']];
  }

  /** What was told since the last time, as `raise switch`. */
  async told(): Promise<string[]> {
    const told = await this.branch.takeRecords();
    return told.map(({ change, record }) => {
      const { resource, 'alarm-type-qualifier': qualifier } = record;
      return `${change} ${[resource.split('/')[2], qualifier].filter(Boolean).join('/')}`;
    });
  }
}
