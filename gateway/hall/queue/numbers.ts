import { GatewayError } from '../../../drivers/index.js';
import type { HallService } from '../hall-queue.js';
import type { HallState } from './hall-state.js';
import type { StoredTicket } from './stored.js';

/** Tickets of one day, whatever became of them: a button that is held down must not fill the disk. */
export const mostTicketsPerDay = 20_000;

/** The id, number and place of the next ticket of a service. Throws HALL_STATE when every number is held. */
export function nextNumber(
  state: HallState,
  service: HallService,
): Pick<StoredTicket, 'id' | 'number' | 'place' | 'serial'> {
  const place = nextPlace(state);
  const serial = nextSerial(state, service);
  const number = numberText(service, serial);
  return { id: freeId(state, number), number, place, serial };
}

/** Of today. Throws HALL_STATE when there are too many. */
export function nextPlace({ tickets }: HallState): number {
  if (tickets.size >= mostTicketsPerDay) {
    throw new GatewayError('HALL_STATE', `no more than ${mostTicketsPerDay} tickets are issued on one day`);
  }
  return tickets.size + 1;
}

/** `A012`: as many figures as the last number of the service has, three at least. */
export function numberText({ prefix, lastNumber }: HallService, serial: number): string {
  return `${prefix}${String(serial).padStart(Math.max(3, String(lastNumber).length), '0')}`;
}

/** `20261127-A012`, and `20261127-A012-2` for the second of its number on that day. */
export function freeId({ day, tickets }: HallState, number: string): string {
  const id = `${day.replaceAll('-', '')}-${number}`;
  for (let nth = 1; ; nth++) {
    const candidate = nth === 1 ? id : `${id}-${nth}`;
    if (!tickets.has(candidate)) return candidate;
  }
}

/** The one after the last that came to paper; those still waiting or at a counter are left out. */
function nextSerial({ tickets }: HallState, { id, prefix, firstNumber, lastNumber }: HallService): number {
  const held = new Set<number>();
  let last = firstNumber - 1;
  for (const { drawnFor, serial, state, undrawn } of tickets.values()) {
    if (drawnFor !== id || serial === undefined || undrawn) continue;
    last = serial;
    if (state === 'waiting' || state === 'called') held.add(serial);
  }
  const count = lastNumber - firstNumber + 1;
  for (let step = 1; step <= count; step++) {
    const serial = firstNumber + ((((last - firstNumber + step) % count) + count) % count);
    if (!held.has(serial)) return serial;
  }
  throw new GatewayError(
    'HALL_STATE',
    `all ${count} numbers of ${prefix} are held by customers who wait or are served`,
  );
}
