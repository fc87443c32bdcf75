import { z } from 'zod';
import { action } from '../action.js';
import { createDevice, type Device, type DeviceDescription } from '../device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { encodeReply, type Outcome, refuse } from './reply.js';
import { createRequestDecoder, type ModbusRequest } from './request.js';

type Passed = Pick<DeviceDescription<ModbusRequest>, 'kind' | 'actions' | 'view' | 'restart' | 'close'>;

export interface SlaveDescription extends Passed {
  readonly world: World;
  /** Whether a request to this address is for this slave. It answers under the address it was called by. */
  readonly hears: (address: number) => boolean;
  readonly perform: (request: ModbusRequest) => Outcome;
  /** ms between a request and its answer, as it is when the request comes. Absent = 0. */
  readonly delayMs?: () => number;
  /** ms that this many bytes take on the wire. Absent = none. */
  readonly wireMs?: (byteCount: number) => number;
}

/**
 * A Modbus RTU slave: decoder, answers with their time, and the troubles every slave can have. A request is carried out
 * when it comes; until its answer is out the slave hears nothing more, as a module with one buffer for both ways.
 */
export function createSlave(description: SlaveDescription): Device<ModbusRequest> {
  const { kind, world, view, hears, perform } = description;
  const timers = createTimers(world.clock);
  let busy = false;
  let slowMs = 0;
  let refusals = { code: 0, times: 0 };

  const outcomeOf = (request: ModbusRequest): Outcome => {
    if (refusals.times === 0) return perform(request);
    refusals.times--;
    return refuse(refusals.code);
  };
  const after = (ms: number, run: () => void): void => {
    busy = ms > 0;
    const done = () => {
      busy = false;
      run();
    };
    if (busy) timers.after(ms, done);
    else run();
  };

  const device: Device<ModbusRequest> = createDevice<ModbusRequest>({
    kind,
    world,
    decoder: () => createRequestDecoder(world.clock),
    respond: {
      onRequest(request, output) {
        if (busy || !hears(request.address)) return undefined;
        const delayMs = slowMs + (description.delayMs?.() ?? 0);
        const outcome = outcomeOf(request);
        const address = device.faults.wrongAddress ? (request.address + 1) & 0xff : request.address;
        const answer = encodeReply(request, outcome, address);
        const wireMs = description.wireMs?.(request.wireLength + answer.length) ?? 0;
        after(delayMs + wireMs, () => output.send(answer));
        return 'handled';
      },
    },
    actions: {
      'power-cycle': action({}, () => device.restart()),
      /** The next `times` requests are refused with this code and not carried out. */
      exception: action(
        { code: z.int().min(1).max(255), times: z.int().min(0).max(1_000_000).default(1) },
        (wanted) => {
          refusals = wanted;
        },
      ),
      /** Every answer comes this many ms later. */
      slow: action({ ms: z.int().min(0).max(60_000) }, ({ ms }) => {
        slowMs = ms;
      }),
      ...description.actions,
    },
    view,
    restart() {
      timers.clear();
      busy = false;
      description.restart?.();
    },
    close() {
      timers.clear();
      description.close?.();
    },
  });
  return device;
}
