import type { Timers } from '../timers.js';
import type { Levers } from './xfs4iot-actions.js';
import { describeUnits } from './xfs4iot-answers.js';
import type { Client, Manner } from './xfs4iot-client.js';
import type { DialogueMeans } from './xfs4iot-dialogue.js';
import type { Host } from './xfs4iot-host.js';
import type { JsonObject } from './xfs4iot-kinds.js';
import { createPort } from './xfs4iot-port.js';
import { type Service, setProperty } from './xfs4iot-service.js';
import { sensorName, spellStatus } from './xfs4iot-spelling.js';
import type { Unit } from './xfs4iot-units.js';
import { isOnly2021 } from './xfs4iot-values.js';

/** What one terminal consists of. */
interface Parts {
  readonly host: Host;
  readonly manner: Manner;
  readonly services: readonly Service[];
  /** Every open connection, with the service it is of; undefined = the publisher. */
  readonly clients: Map<Client, Service | undefined>;
  readonly timers: Timers;
  readonly options: { readonly serviceDetailEvent: boolean; readonly wholePositions: boolean };
}

/** The terminal as it is moved from outside: status, units, processes, power. */
export function createLevers({ host, manner, services, clients, timers, options }: Parts) {
  const port = createPort(host);
  const waiting = new Map<Service | undefined, { name: string; payload: JsonObject }[]>();
  let powered = true;
  let publisherOpen = true;
  let advertised: string | undefined;
  let servicesNull = false;
  let detailEvent = options.serviceDetailEvent;
  let answerMs = 0;

  const isUp = () => powered && publisherOpen;
  const listenersOf = (service: Service) => [...clients].filter(([, of]) => of === service).map(([client]) => client);
  const hangUp = (service: Service | undefined) => {
    for (const [client, of] of clients) if (of === service) client.socket.terminate();
  };
  const tell = (service: Service, name: string, payload: JsonObject) => {
    for (const client of listenersOf(service)) client.unsolicited(name, { type: 'unsolicited', payload });
  };
  /** Of the auxiliary sensors each client hears only what it has registered for. */
  const tellChange = (service: Service, patch: JsonObject) => {
    const spelled = spellStatus(patch, manner.envelope, false);
    const sensor = Object.keys(patch['auxiliaries'] ?? {})[0];
    for (const client of listenersOf(service)) {
      if (sensor !== undefined && !client.registered.has(sensorName(sensor, manner.envelope))) continue;
      client.unsolicited('Common.StatusChangedEvent', { type: 'unsolicited', payload: spelled });
    }
  };
  const tellUnit = (service: Service, unit: string, event: string) => {
    const told = describeUnits(service, manner, unit);
    if (Object.keys(told).length === 0) return;
    tell(service, `Storage.${event}`, manner.envelope === '2021-1' ? { storage: told } : told);
  };
  const set: Levers['set'] = (service, path, value) => {
    if (manner.envelope !== '2021-1' && isOnly2021(path)) throw new Error(`path "${path}": only release 2021-1 has it`);
    const patch = setProperty(service, path, value, options.wholePositions);
    if (patch) tellChange(service, patch);
  };
  const bringPort = () => port.bring(isUp());
  const restart = (startingMs: number) => {
    host.hangUp();
    if (startingMs === 0) return;
    const before = services.map((service) => [service, (service.status['common'] as JsonObject)['device']] as const);
    for (const service of services) set(service, 'common.device', 'starting');
    timers.after(startingMs, () => {
      for (const [service, device] of before) set(service, 'common.device', device ?? 'online');
    });
  };
  const power = (on: boolean) => {
    powered = on;
    if (!on) host.hangUp();
    return bringPort();
  };
  const publisher = (open: boolean) => {
    publisherOpen = open;
    if (!open) host.hangUp();
    return bringPort();
  };

  const levers: Levers = {
    manner,
    service(name) {
      const found = services.find((service) => service.name === name);
      if (found) return found;
      throw new Error(`service "${name}": allowed are ${services.map((each) => each.name).join(', ')}`);
    },
    services: () => services,
    set,
    tell,
    tellNext: (service, name, payload) => {
      const unit = String(payload['unit']);
      const about = describeUnits(service, manner, unit);
      const told = {
        failure: payload['failure'] ?? null,
        ...(manner.envelope === '2021-1' ? { storage: about } : about),
      };
      waiting.set(service, [...(waiting.get(service) ?? []), { name, payload: told }]);
    },
    changeUnit(service, name, patch, quiet) {
      const unit = service.units[name];
      if (!unit)
        throw new Error(`unit "${name}": ${service.name} has ${Object.keys(service.units).join(', ') || 'none'}`);
      const before: Unit = { ...unit };
      Object.assign(unit, Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)));
      if (quiet) return;
      if (unit.replenishment !== before.replenishment) tellUnit(service, name, 'StorageThresholdEvent');
      if (unit.status !== before.status || unit.operation !== before.operation) {
        tellUnit(service, name, 'StorageChangedEvent');
      }
      const countsChanged = unit.count !== before.count || unit.retainCount !== before.retainCount;
      if (countsChanged) tellUnit(service, name, 'CountsChangedEvent');
    },
    drop(service, listed) {
      Object.assign(service, { running: false, listed });
      hangUp(service);
    },
    bring: (service) => void Object.assign(service, { running: true, listed: true }),
    publisher,
    power,
    restart,
    async powerCycle(offMs) {
      await power(false);
      if (offMs === 0) return power(true);
      timers.after(offMs, () => power(true).catch(() => {}));
    },
    advertise: (name) => {
      advertised = name;
    },
    nullServices: (on) => {
      servicesNull = on;
    },
    serviceDetail: (on) => {
      detailEvent = on;
    },
    answerMs: (ms) => {
      answerMs = ms;
    },
    freeze(on) {
      for (const client of clients.keys()) {
        if (on) client.socket.pause();
        else client.socket.resume();
      }
    },
  };
  const dialogue: Pick<DialogueMeans, 'answerMs' | 'serviceDetailEvent' | 'takeEvents'> = {
    answerMs: () => answerMs,
    serviceDetailEvent: () => detailEvent,
    takeEvents(service) {
      const events = waiting.get(service) ?? [];
      waiting.delete(service);
      return events;
    },
  };
  return {
    ...levers,
    dialogue,
    isUp,
    advertised: () => advertised,
    tellsServices: () => !servicesNull,
    listen: (name: string, ports: readonly number[]) => port.listen(name, ports),
    /** Everything as it was at the start, but what has been recorded. */
    async recover() {
      timers.clear();
      Object.assign(manner, { trouble: 'none' });
      levers.freeze(false);
      waiting.clear();
      answerMs = 0;
      advertised = undefined;
      servicesNull = false;
      for (const service of services) {
        const { kind } = service;
        Object.assign(service, { status: kind.status(), units: kind.units?.() ?? {}, running: true, listed: true });
      }
      host.hangUp();
      powered = true;
      await publisher(true);
    },
    view: () => ({
      power: powered ? ('on' as const) : ('off' as const),
      publisher: isUp() ? ('open' as const) : ('closed' as const),
      services: Object.fromEntries(
        services.map((service) => [
          service.name,
          {
            status: service.status,
            units: service.units,
            running: service.running,
            clients: listenersOf(service).length,
          },
        ]),
      ),
    }),
    close() {
      powered = false;
      host.hangUp();
      port.end();
    },
  };
}
