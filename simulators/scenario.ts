import type { ControlClient } from './control-client.js';
import type { QueueClient } from './queue-client.js';
import type { World } from './simulator.js';
import { troubles as hallTroubles, type Trouble } from './troubles.js';

export interface ScenarioOptions {
  readonly world: World;
  /** 2 = everything happens twice as often. */
  readonly speed: number;
  /** No troubles. */
  readonly calm: boolean;
  /** What goes wrong, one after the other; default what can in a hall. */
  readonly troubles?: readonly Trouble[];
  readonly control: ControlClient;
  /** Absent = nobody comes for a ticket. */
  readonly queue?: QueueClient;
  /** One line per thing that happens in the hall. */
  readonly say: (text: string) => void;
}

interface Customer {
  readonly ticketId: string;
  readonly number: string;
}

/** Mean seconds between arrivals and between calls of one counter; somewhat more counters than customers. */
const meanSeconds = { arrival: 7, service: 18, betweenTroubles: 30 };
const counters = [1, 2, 3];

/**
 * A day in the hall, endlessly: customers come in, take a ticket, are called to a counter and go; every minute or so
 * something breaks and is put right. It acts only as people and queue software do: on the devices through the control
 * channel, on the gateway through its commands.
 */
export function startScenario(options: ScenarioOptions): { stop(): void } {
  const { world, speed, calm, troubles = hallTroubles, control, queue, say } = options;
  const waiting: Customer[] = [];
  const timers = new Set<{ cancel(): void }>();
  let tickets = 0;
  let stopped = false;

  const after = (seconds: number, task: () => Promise<void>, pace = speed) => {
    if (stopped) return;
    const timer = world.clock.setTimeout(
      () => {
        timers.delete(timer);
        // What the demo loses at its own end, when the channels close, is nobody's loss.
        task().catch((error: Error) => stopped || say(`scenario: ${error.message}`));
      },
      (seconds / pace) * 1_000,
    );
    timers.add(timer);
  };
  const exponential = (mean: number) => -Math.log(1 - world.random()) * mean;

  async function arrive(queue: QueueClient): Promise<void> {
    after(exponential(meanSeconds.arrival), () => arrive(queue));
    await control.ask({ id: 'door', action: 'walk-in', args: {} });
    tickets += 1;
    const number = `A${String(((tickets - 1) % 999) + 1).padStart(3, '0')}`;
    await takeTicket(queue, { ticketId: `demo-${tickets}`, number });
  }

  /** A customer who gets no ticket tries again until the printer works. */
  async function takeTicket(queue: QueueClient, customer: Customer): Promise<void> {
    const reply = await queue.command('printer-1', 'print', {
      ticketId: customer.ticketId,
      number: customer.number,
      service: '个人业务',
      waitingAhead: waiting.length,
      expectedWaitMinutes: Math.ceil((waiting.length * meanSeconds.service) / counters.length / 60),
    });
    if (reply.status === 'succeeded' || reply.status === 'unknown') waiting.push(customer);
    else after(5, () => takeTicket(queue, customer));
  }

  async function callNext(queue: QueueClient, counter: number): Promise<void> {
    after(meanSeconds.service * (0.5 + world.random()), () => callNext(queue, counter));
    const customer = waiting.shift();
    if (!customer) return;
    const args = { number: customer.number, counter };
    await queue.command('gateway', 'board-call', args);
    after(exponential(meanSeconds.service), async () => {
      await control.ask({ id: 'door', action: 'walk-out', args: {} });
    });
  }

  async function trouble(index: number): Promise<void> {
    const next = troubles[index % troubles.length];
    if (!next) return;
    say(`… ${next.begins}`);
    for (const step of next.begin) await control.ask(step);
    // A trouble lasts its own time at any speed: the gateway's delays do not run faster.
    const mend = async () => {
      for (const step of next.end) await control.ask(step);
      say(`… ${next.ends}`);
      after(meanSeconds.betweenTroubles * (0.5 + world.random()), () => trouble(index + 1));
    };
    after(next.seconds, mend, 1);
  }

  if (queue) {
    after(1, () => arrive(queue));
    for (const counter of counters) after(6 + counter * 3, () => callNext(queue, counter));
  }
  if (!calm) after(20, () => trouble(0));

  return {
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
