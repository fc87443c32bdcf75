import type { DeviceMode } from '../../driver.js';
import { actorOf, deviceFindings, type ErrorTold, passingStates } from './device-findings.js';
import { effectOf } from './events.js';
import type { Actor, Finding } from './finding.js';
import { type Json, nothing, objectAt, textAt } from './json.js';
import { merged } from './patch.js';
import { statusFindings } from './status-findings.js';
import { storageFindings } from './storage-findings.js';
import { interfacesOf } from './versions.js';

/** ms an error event counts at least: a status right after it may still say what was before. */
const errorCountsMs = 60_000;

/** Everything a service has said of itself, and since when what lasts has lasted. Times are of `Clock.monotonic`. */
export class ServiceKnowledge {
  readonly #service: string;
  readonly #patienceMs: number;
  #interfaces: readonly string[] = [];
  #status: Json = nothing;
  #units: Json = nothing;
  #error: (ErrorTold & { readonly at: number }) | undefined;
  #passingSince: number | undefined;
  #stackerSince: number | undefined;

  constructor(service: string, patienceMs: number) {
    this.#service = service;
    this.#patienceMs = patienceMs;
  }

  get interfaces(): readonly string[] {
    return this.#interfaces;
  }

  get status(): Json {
    return this.#status;
  }

  /** `common.device` as it was last told. */
  get device(): string | undefined {
    return textAt(objectAt(this.#status, 'common'), 'device', 40);
  }

  /** Who can put right what the service has complained of. */
  get actor(): Actor | undefined {
    return actorOf(this.#error);
  }

  takeCapabilities(capabilities: Json): void {
    this.#interfaces = interfacesOf(capabilities);
  }

  takeStatus(payload: Json, now: number): void {
    this.#status = merged(nothing, payload);
    const isOld = this.#error !== undefined && now - this.#error.at >= errorCountsMs;
    if (isOld && this.device === 'online') this.#error = undefined;
    this.#mark(now);
  }

  takeUnits(units: Json): void {
    this.#units = merged(nothing, units);
  }

  /** @returns what has to be asked for anew, if anything. */
  takeEvent(name: string, payload: Json, now: number): 'status' | 'storage' | undefined {
    const { status, units, error, askAgain } = effectOf(name, payload);
    if (units) this.#units = merged(this.#units, units);
    if (status) {
      this.#status = merged(this.#status, status);
      // It says that it is well: whatever it complained of is over.
      if (textAt(objectAt(status, 'common'), 'device') === 'online') this.#error = undefined;
    }
    if (error) this.#error = { ...error, at: now };
    this.#mark(now);
    return askAgain;
  }

  findings(now: number): Finding[] {
    const lasts = (since: number | undefined) => since !== undefined && now - since >= this.#patienceMs;
    const names = this.#interfaces.map((name) => name.toLowerCase());
    const device = deviceFindings({
      service: this.#service,
      interfaces: this.#interfaces,
      status: this.#status,
      error: this.#error,
      tooLong: lasts(this.#passingSince),
      stackerTooLong: lasts(this.#stackerSince),
    });
    const role = { accepts: names.includes('cashacceptor'), dispenses: names.includes('cashdispenser') };
    const { actor } = this;
    return [
      ...[...device, ...statusFindings(this.#service, this.#status)].map((finding) =>
        actor === undefined ? finding : { ...finding, owner: actor },
      ),
      ...storageFindings(this.#service, this.#units, role),
    ];
  }

  /** Why equipment alarms of the whole terminal are to be quiet, by mode. */
  modes(): Partial<Record<DeviceMode, string>> {
    const said = (object: string, property: string, quiet: readonly string[]) => {
      const value = textAt(objectAt(this.#status, object), property, 40);
      return value !== undefined && quiet.includes(value)
        ? `${this.#service}: ${object}.${property} = ${value}`
        : undefined;
    };
    const exchange = said('common', 'exchange', ['active']);
    const vendor =
      said('vendorMode', 'service', ['enterPending', 'active', 'exitPending']) ??
      said('auxiliaries', 'operatorSwitch', ['maintenance', 'supervisor']);
    return { ...(exchange ? { exchange } : {}), ...(vendor ? { 'vendor-mode': vendor } : {}) };
  }

  #mark(now: number): void {
    const state = this.device;
    const suspended = this.#error?.action === 'suspend' && state !== 'online';
    const passes = suspended || (state !== undefined && passingStates.includes(state));
    this.#passingSince = passes ? (this.#passingSince ?? now) : undefined;
    const stacker = textAt(objectAt(this.#status, 'cashDispenser'), 'intermediateStacker') ?? '';
    const lies = stacker.startsWith('notEmpty') && state !== 'deviceBusy';
    this.#stackerSince = lies ? (this.#stackerSince ?? now) : undefined;
  }
}
