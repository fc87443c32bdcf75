import { type AlarmCondition, type Clock, defaultZone, type GatewayError } from '../../drivers/index.js';
import type { CallPlace, CallRoutes } from '../board-call/routes.js';
import { callAlarm } from './alarm-types.js';
import type { DeviceOrders } from './device-orders.js';
import type { HallChange, HallView } from './hall-queue.js';
import { StandingOrder } from './standing-order.js';

/** A number as it is to stand in a place. */
interface ShownCall {
  readonly number: string;
  readonly counter: string;
  /** Set where it stood there before: nobody has to look up again. */
  readonly blinkSeconds?: 0;
}

interface Place {
  readonly place: CallPlace;
  readonly order: StandingOrder<ShownCall | undefined>;
  /** What is to stand there; undefined = nothing. */
  call: ShownCall | undefined;
  /** Why it does not stand there yet. */
  error: GatewayError | undefined;
}

export interface HallBoardsOptions {
  readonly clock: Clock;
  readonly routes: Pick<CallRoutes, 'placesOf'>;
  readonly orders: DeviceOrders;
  readonly condition: (condition: AlarmCondition) => void;
}

/**
 * Keeps the boards to what the queue says. A call that a board does not take is repeated there while it is the newest; a
 * counter that signs off takes its number with it where no other counter is shown.
 */
export class HallBoards {
  readonly #options: HallBoardsOptions;
  readonly #places = new Map<string, Place>();

  constructor(options: HallBoardsOptions) {
    this.#options = options;
  }

  /** Shows what was called before the start: it may have become durable and reached no board. */
  restore({ counters }: Pick<HallView, 'counters'>): void {
    const serving = counters.flatMap(({ id, ticket }) => (ticket ? [{ id, ticket }] : []));
    serving.sort((a, b) => (a.ticket.calledAt ?? 0) - (b.ticket.calledAt ?? 0));
    const newest = new Map<Place, ShownCall>();
    for (const { id, ticket } of serving) {
      const call = { number: ticket.number, counter: id, blinkSeconds: 0 } as const;
      for (const place of this.#placesOf(id)) newest.set(place, call);
    }
    for (const [place, call] of newest) this.#show(place, call);
    this.#tell();
  }

  /** `view` is asked where it is needed only: a call is not to wait for what it takes to reckon one. */
  changed(change: HallChange, view: () => Pick<HallView, 'counters'>): void {
    switch (change.kind) {
      case 'called': {
        const { ticket, counter } = change.call;
        const places = this.#placesOf(counter);
        for (const place of places) this.#show(place, { number: ticket.number, counter });
        break;
      }
      case 'signed-off': {
        const others = view()
          .counters.filter(({ id }) => id !== change.counter)
          .flatMap(({ id }) => this.#placesOf(id));
        for (const place of this.#placesOf(change.counter)) {
          if (!others.includes(place)) this.#show(place, undefined);
        }
        break;
      }
      case 'new-day':
        for (const place of this.#places.values()) this.#show(place, undefined);
        break;
      default:
        this.#over(change);
    }
    this.#tell();
  }

  /** What this board has not shown yet is tried now. */
  isBack(board: string): void {
    for (const { place, order } of this.#places.values()) if (place.board === board) order.tryNow();
  }

  stop(): void {
    for (const { order } of this.#places.values()) order.withdraw();
  }

  /** A number whose customer has been and gone need not be brought to a board that has never shown it. */
  #over(change: HallChange): void {
    if (!('ticket' in change)) return;
    for (const place of this.#places.values()) {
      if (place.error && place.call?.number === change.ticket.number) this.#show(place, undefined);
    }
  }

  #show(place: Place, call: ShownCall | undefined): void {
    place.call = call;
    place.error = undefined;
    place.order.give(call);
  }

  #placesOf(counter: string): Place[] {
    const { routes } = this.#options;
    return routes.placesOf(counter).map((place) => {
      const key = JSON.stringify([place.board, place.zone ?? defaultZone]);
      const known = this.#places.get(key) ?? this.#newPlace(place);
      this.#places.set(key, known);
      return known;
    });
  }

  #newPlace(place: CallPlace): Place {
    const { clock, orders } = this.#options;
    const { board, zone } = place;
    const inZone = zone === undefined ? {} : { zone };
    const made: Place = {
      place,
      call: undefined,
      error: undefined,
      order: new StandingOrder({
        clock,
        carryOut: (call) =>
          call
            ? orders.order(board, 'call', { ...call, ...inZone })
            : orders.order(board, 'clear', { zone: zone ?? defaultZone }),
        onOutcome: (_call, error) => {
          made.error = error;
          this.#tell();
        },
      }),
    };
    return made;
  }

  /** A call that stands nowhere has not been heard by anybody; one that stands on some of its boards may have been. */
  #tell(): void {
    const calls = new Map<string, Place[]>();
    for (const place of this.#places.values()) {
      if (!place.call) continue;
      const { number, counter } = place.call;
      const key = `${number} to counter ${counter}`;
      calls.set(key, [...(calls.get(key) ?? []), place]);
    }
    const missing = [...calls].filter(([, places]) => places.some(({ error }) => error));
    const isNowhere = missing.some(([, places]) => places.every(({ error }) => error));
    const detail = missing.map(([what, places]) => `${what} does not stand on ${reasonsOf(places)}`).join('; ');
    this.#options.condition({
      type: callAlarm,
      active: missing.length > 0,
      ...(missing.length > 0 ? { severity: isNowhere ? 'major' : 'minor', detail } : {}),
    });
  }
}

function reasonsOf(places: readonly Place[]): string {
  return places
    .flatMap(({ place: { board, zone }, error }) =>
      error ? [`${board}${zone === undefined ? '' : ` (zone ${zone})`}: ${error.message}`] : [],
    )
    .join(', ');
}
