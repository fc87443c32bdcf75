import type { FaultKnobs } from '../../simulators/simulator.js';
import * as places from '../support/job-places.js';
import type { HallPrinter } from '../support/printing-hall.js';
import type { Place } from '../support/tap.js';

/** Where a fault happens, and what it can reach. */
export interface Scene {
  readonly printer: HallPrinter;
  /** Of the ticket that it is to hit. */
  readonly number: string;
  /** Uniform in [0, 1), seeded for this ticket alone. */
  readonly random: () => number;
  /** SIGKILL of the gateway in this tick; it is started again. */
  readonly kill: () => void;
  /** It ends by itself, so many ms later. What a person puts right is the caretaker's. */
  readonly later: (ms: number, end: () => void) => void;
  /** The fault has found its ticket. */
  readonly hit: () => void;
}

export interface Fault {
  readonly name: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** Sets it up before the ticket is ordered. */
  readonly prepare: (scene: Scene) => void;
}

const between = (random: () => number, from: number, to: number) => from + random() * (to - from);

/** mm of a ticket, from its first line to its cut. */
const ticketMm = (random: () => number) => Math.floor(between(random, 1, 110));

const jobPlaces: Readonly<Record<string, (number: string, random: () => number) => Place>> = {
  'before its first byte': places.beforeJob,
  'in the middle of its bytes': (number, random) => places.partOfJob(number, random()),
  'behind its last byte': places.behindJob,
};

/** Something happens when the ticket comes to a place on the line; what is held there is lost. */
function atJob(at: (number: string, random: () => number) => Place, happen: (scene: Scene) => void) {
  return (scene: Scene) => {
    const { printer, number, random, hit } = scene;
    printer.tap.toPrinter.stopAt(at(number, random)).then(() => {
      hit();
      happen(scene);
    });
  };
}

/** Something happens when the printer confirms for the n-th time. */
function atAnswer(nth: number, happen: (scene: Scene) => void) {
  return (scene: Scene) => {
    scene.printer.tap.fromPrinter.stopAt(places.beforeIdAnswer(nth)).then(() => {
      scene.hit();
      happen(scene);
    });
  };
}

/** Something happens as soon as all of the ticket is in the printer, which has hardly begun to print it. */
const whilePrinting = (happen: (scene: Scene) => void) =>
  atJob(places.behindJob, (scene) => {
    scene.printer.tap.toPrinter.release();
    happen(scene);
  });

/** Something is prepared before the ticket comes. */
const beforehand = (happen: (scene: Scene) => void) => (scene: Scene) => {
  scene.hit();
  happen(scene);
};

/** The knobs of the simulator are turned for a while. */
const knobs = (on: (random: () => number) => Partial<FaultKnobs>, off: Partial<FaultKnobs>, forMs: number) =>
  whilePrinting(({ printer, random, later }) => {
    printer.simulator.setFaults(on(random));
    later(forMs, () => printer.simulator.setFaults(off));
  });

const kill = ({ kill }: Scene) => kill();
const reset = ({ printer }: Scene) => printer.tap.reset();
const powerCut = ({ printer }: Scene) => void printer.act('power-off');

/** Everything that can happen to one ticket, and to how many of a thousand. */
export const faults: readonly Fault[] = [
  { name: 'nothing', weight: 169, prepare: ({ hit }) => hit() },
  ...Object.entries(jobPlaces).flatMap(([where, at]): Fault[] => [
    { name: `kill ${where}`, weight: 5, prepare: atJob(at, kill) },
    { name: `power cut ${where}`, weight: 20, prepare: atJob(at, powerCut) },
    { name: `connection reset ${where}`, weight: 25, prepare: atJob(at, reset) },
  ]),
  { name: 'kill before P is told', weight: 5, prepare: atAnswer(1, kill) },
  { name: 'kill before C is told', weight: 5, prepare: atAnswer(2, kill) },
  { name: 'connection reset before P is told', weight: 30, prepare: atAnswer(1, reset) },
  { name: 'connection reset before C is told', weight: 30, prepare: atAnswer(2, reset) },
  { name: 'connection reset inside a command', weight: 40, prepare: atJob(places.insideQr, reset) },
  {
    name: 'power cut at a mm',
    weight: 60,
    prepare: whilePrinting(({ printer, random }) => printer.act('power-cut', { atMm: ticketMm(random) })),
  },
  {
    name: 'paper out at a mm',
    weight: 90,
    prepare: whilePrinting(({ printer, random }) => printer.act('paper-out', { afterMm: ticketMm(random) })),
  },
  {
    name: 'cover at a mm',
    weight: 90,
    prepare: whilePrinting(({ printer, random }) => printer.act('open-cover', { afterMm: ticketMm(random) })),
  },
  {
    name: 'cutter jam',
    weight: 70,
    prepare: beforehand(({ printer }) => printer.act('jam-cutter', { at: 'next-cut' })),
  },
  {
    name: 'head hot',
    weight: 60,
    prepare: whilePrinting(({ printer, random }) => printer.act('overheat', { seconds: between(random, 0.1, 1.5) })),
  },
  {
    name: 'IDs lost',
    weight: 11,
    prepare: beforehand(({ printer, random, later }) => {
      printer.tap.fromPrinter.alter = places.losingIds(random() < 0.5 ? 1 : 2);
      later(1_500, () => {
        printer.tap.fromPrinter.alter = undefined;
      });
    }),
  },
  { name: 'silent', weight: 40, prepare: knobs(() => ({ silent: true }), { silent: false }, 700) },
  {
    name: 'late answers',
    weight: 50,
    prepare: knobs((random) => ({ lateMs: Math.floor(between(random, 20, 350)) }), { lateMs: 0 }, 900),
  },
  { name: 'answers in pieces', weight: 50, prepare: knobs(() => ({ splitBytes: 1 }), { splitBytes: 0 }, 900) },
  { name: 'noise', weight: 60, prepare: knobs(() => ({ garbageBytes: 4 }), { garbageBytes: 0 }, 900) },
];

export function pickFault(random: () => number): Fault {
  let left = random() * faults.reduce((sum, { weight }) => sum + weight, 0);
  const picked = faults.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return picked ?? (faults[0] as Fault);
}
