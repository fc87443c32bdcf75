import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { Manner } from './xfs4iot-client.js';
import type { Json, JsonObject } from './xfs4iot-kinds.js';
import type { Service } from './xfs4iot-service.js';
import { troubleModes } from './xfs4iot-troubles.js';
import { operations, replenishments, storageFailures, unitStatuses } from './xfs4iot-units.js';

/** What the actions move. */
export interface Levers {
  readonly manner: Manner;
  service(name: string): Service;
  services(): readonly Service[];
  /** Changes one property of a service and tells its clients. */
  set(service: Service, path: string, value: Json): void;
  /** Tells every client of a service something. */
  tell(service: Service, name: string, payload: JsonObject): void;
  /** Goes with the next command of that service. */
  tellNext(service: Service, name: string, payload: JsonObject): void;
  changeUnit(service: Service, unit: string, patch: Record<string, unknown>, quiet: boolean): void;
  drop(service: Service, listed: boolean): void;
  bring(service: Service): void;
  publisher(open: boolean): Promise<void>;
  power(on: boolean): Promise<void>;
  restart(startingMs: number): void;
  powerCycle(offMs: number): Promise<void>;
  advertise(host: string | undefined): void;
  nullServices(on: boolean): void;
  serviceDetail(on: boolean): void;
  answerMs(ms: number): void;
  freeze(on: boolean): void;
}

const name = z.string().min(1).max(64);
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const aux = 'Auxiliaries';

/** What a person, the device or its surroundings can do; `service` is the last part of the service's address. */
export function xfs4iotActions(levers: Levers): Readonly<Record<string, Action>> {
  const of = (service: string) => levers.service(service);
  const owner = (path: string, service: string | undefined) =>
    service === undefined ? ownerOf(levers.services(), path) : of(service);
  return {
    set: action({ path: name, value: json, service: name.optional() }, ({ path, value, service }) =>
      levers.set(owner(path, service), path, value),
    ),
    storage: action(
      {
        unit: name,
        service: name.optional(),
        status: z.enum(unitStatuses).optional(),
        replenishment: z.enum(replenishments).optional(),
        operation: z.enum(operations).nullable().optional(),
        count: z.int().min(0).optional(),
        retainCount: z.int().min(0).optional(),
        quiet: z.boolean().default(false),
      },
      ({ unit, service, quiet, ...patch }) => {
        const found = service ? of(service) : levers.services().find(({ units }) => Object.hasOwn(units, unit));
        if (!found) throw new Error(`unit "${unit}": allowed are ${unitNames(levers.services()).join(', ')}`);
        levers.changeUnit(found, unit, patch, quiet);
      },
    ),
    'storage-error': action({ service: name, unit: name, failure: z.enum(storageFailures) }, ({ service, ...rest }) =>
      levers.tellNext(of(service), 'Storage.StorageErrorEvent', { failure: rest.failure, unit: rest.unit }),
    ),
    'error-event': action(
      {
        service: name,
        eventId: z.enum(['hardware', 'software', 'user', 'fraudAttempt']).default('hardware'),
        action: z.enum(['reset', 'softwareError', 'configuration', 'clear', 'maintenance', 'suspend']).nullable(),
        vendorDescription: z.string().max(2_000).nullable().default(null),
      },
      ({ service, ...payload }) => levers.tell(of(service), 'Common.ErrorEvent', payload),
    ),
    'paper-threshold': action(
      {
        service: name.default('Printer'),
        source: name.default('upper'),
        threshold: z.enum(['full', 'low', 'out']),
        statusToo: z.boolean().default(true),
      },
      ({ service, source, threshold, statusToo }) => {
        if (statusToo) levers.set(of(service), `printer.paper.${source}`, threshold);
        levers.tell(of(service), 'Printer.PaperThresholdEvent', { paperSource: source, threshold });
      },
    ),
    'retract-bin-threshold': action(
      { service: name.default('Printer'), state: z.enum(['ok', 'full', 'high']) },
      ({ service, state }) =>
        levers.tell(of(service), 'Printer.RetractBinThresholdEvent', { binNumber: 'unitRetract', state }),
    ),
    say: action(
      { service: name, name: z.string().max(200), payload: z.record(z.string(), json).default({}) },
      ({ service, ...message }) => levers.tell(of(service), message.name, message.payload),
    ),
    door: action({ door: name.default('cabinetDoor'), state: name }, ({ door, state }) =>
      levers.set(of(aux), `auxiliaries.${door}`, state),
    ),
    tamper: action({ sensor: name.default('tamperSensor'), on: z.boolean() }, ({ sensor, on }) =>
      levers.set(of(aux), `auxiliaries.${sensor}`, on ? 'on' : 'off'),
    ),
    ups: action(
      {
        low: z.boolean().optional(),
        engaged: z.boolean().optional(),
        powering: z.boolean().optional(),
        recovered: z.boolean().optional(),
      },
      (bits) => {
        for (const [bit, value] of Object.entries(bits)) {
          if (value !== undefined) levers.set(of(aux), `auxiliaries.UPS.${bit}`, value);
        }
      },
    ),
    fraud: action(
      { service: name, kind: z.enum(['fraudAttempt', 'potentialFraud', 'deviceDetected', 'none']) },
      ({ service, kind }) => {
        const seen = kind === 'fraudAttempt' || kind === 'potentialFraud';
        levers.set(of(service), 'common.device', seen ? kind : 'online');
        levers.set(of(service), 'common.antiFraudModule', kind === 'deviceDetected' ? kind : 'ok');
      },
    ),
    exchange: action({ service: name, on: z.boolean() }, ({ service, on }) =>
      levers.set(of(service), 'common.exchange', on ? 'active' : 'inactive'),
    ),
    'vendor-mode': action(
      { state: z.enum(['enterPending', 'active', 'exitPending', 'inactive']), service: name.default('VendorMode') },
      ({ service, state }) => levers.set(of(service), 'vendorMode.service', state),
    ),
    'drop-service': action({ service: name, listed: z.boolean().default(false) }, ({ service, listed }) =>
      levers.drop(of(service), listed),
    ),
    'bring-service': action({ service: name }, ({ service }) => levers.bring(of(service))),
    'close-publisher': action({}, () => levers.publisher(false)),
    'open-publisher': action({}, () => levers.publisher(true)),
    'power-off': action({}, () => levers.power(false)),
    'power-on': action({}, () => levers.power(true)),
    'power-cycle': action({ offMs: z.int().min(0).max(600_000).default(0) }, ({ offMs }) => levers.powerCycle(offMs)),
    restart: action({ startingMs: z.int().min(0).max(600_000).default(0) }, ({ startingMs }) =>
      levers.restart(startingMs),
    ),
    shuffle: action({ on: z.boolean() }, ({ on }) => {
      levers.manner.shuffle = on;
    }),
    trouble: action({ mode: z.enum(troubleModes) }, ({ mode }) => {
      levers.manner.trouble = mode;
      levers.freeze(mode === 'frozen');
    }),
    'answer-time': action({ ms: z.int().min(0).max(600_000) }, ({ ms }) => levers.answerMs(ms)),
    'services-null': action({ on: z.boolean() }, ({ on }) => levers.nullServices(on)),
    'service-detail-event': action({ on: z.boolean() }, ({ on }) => levers.serviceDetail(on)),
    advertise: action({ host: z.string().min(1).max(300).optional() }, ({ host }) => levers.advertise(host)),
  };
}

function ownerOf(services: readonly Service[], path: string): Service {
  const [object = ''] = path.split('.');
  const owners = services.filter(({ status }) => Object.hasOwn(status, object));
  const [found, ...more] = owners;
  if (found && more.length === 0) return found;
  const names = (found ? owners : services).map((each) => each.name).join(', ');
  throw new Error(`path "${path}" ${found ? 'is ambiguous' : 'is nobody’s'}: name a service of ${names}`);
}

function unitNames(services: readonly Service[]): string[] {
  return services.flatMap(({ units }) => Object.keys(units));
}
