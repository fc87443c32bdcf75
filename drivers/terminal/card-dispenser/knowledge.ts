import { type Flag, type Reply, type StateDigits, states } from './codec.js';

/** What is known of each flag now; one that is left out was not told. */
export type Knowledge = Readonly<Partial<Record<Flag, boolean>>>;

const allFlags: readonly Flag[] = [
  ...['binFull', 'dispenseFailure', 'callingBack', 'dispensing', 'hopperLow', 'jammed', 'calledBack'],
  ...['cardTaken', 'ready', 'atRead', 'atTake', 'hopperEmpty'],
] as Flag[];

/** What replies say together; the later one counts, but for "ready", of which RF and PB contradict each other: PB counts. */
export function knownFrom(replies: readonly Reply[]): Knowledge {
  const all = Object.assign({}, ...replies.map(knownFromOne)) as Knowledge;
  const flags = replies.findLast((reply) => reply.question === 'PB');
  return flags ? { ...all, ready: flags.flags.has('ready') } : all;
}

function knownFromOne(reply: Reply): Knowledge {
  if (reply.question === 'PB') return Object.fromEntries(allFlags.map((flag) => [flag, reply.flags.has(flag)]));
  return reply.question === 'RF' ? knownFromState(reply.digits) : {};
}

/** RF names the first that holds of a list by priority: what stands above it does not hold, what is below may. */
function knownFromState(digits: StateDigits): Knowledge {
  const place = states.findIndex((state) => state.digits === digits);
  const known: Partial<Record<Flag, boolean>> = {};
  for (const { flag } of states.slice(0, place)) if (flag) known[flag] = false;
  const { flag } = states[place] ?? {};
  if (flag) known[flag] = true;
  // The last of the list is "not ready".
  else known.ready = false;
  return known;
}

/** Raw digits and their meaning, for the technician. */
export function replyText(reply: Reply): string {
  if (reply.question === 'GV') return `GV ${reply.version}`;
  if (reply.question === 'PB') return `PB ${reply.digits}, ${reply.flags.has('ready') ? 'ready' : 'not ready'}`;
  return `RF ${reply.digits}, ${states.find(({ digits }) => digits === reply.digits)?.text}`;
}
