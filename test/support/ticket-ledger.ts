import type { Paper } from './papers.js';

/** Something the gateway said about a ticket. */
export type Word =
  | {
      readonly kind: 'reply';
      readonly commandId: string;
      readonly status: string;
      readonly code?: string;
      readonly evidence?: string;
      readonly copyIndex?: number;
      readonly message?: string;
    }
  | {
      readonly kind: 'event';
      readonly name: string;
      readonly evidence?: string;
      readonly copyIndex?: number;
      readonly reason?: string;
    };

/** All that was asked and said about one ticket. */
export interface Account {
  readonly ticketId: string;
  readonly number: string;
  /** Commands that the gateway has acknowledged, in order. */
  readonly accepted: readonly string[];
  readonly words: readonly Word[];
}

/** Evidence that lets the gateway say "confirmed" (ticket-printing.md 8). */
const confirming = ['A', 'A2', 'B', 'C'];
const admits = ['unknown', 'failed', 'expired', 'rejected'];
const sayingNo = ['ticket-unknown', 'ticket-not-printed'];

/**
 * What is wrong with what became of a ticket; empty = nothing.
 * @param papers every paper with its number, from all printers.
 */
export function judge({ ticketId, number, accepted, words }: Account, papers: readonly Paper[]): string[] {
  const problems: string[] = [];
  const blame = (what: string) => problems.push(`${ticketId} (${number}): ${what}`);
  // One that was torn off whole is a ticket all the same; only a blade makes it a confirmed one.
  const whole = papers.filter(({ isWhole }) => isWhole);
  const copies = (copyIndex: number, among = whole) => among.filter((paper) => paper.copyIndex === copyIndex).length;
  const cut = whole.filter(({ isCut }) => isCut);
  const replies = words.filter((word) => word.kind === 'reply');
  const events = words.filter((word) => word.kind === 'event');

  for (const id of accepted) {
    if (!replies.some(({ commandId }) => commandId === id)) blame(`command ${id} was accepted and never answered`);
  }
  const isAdmitted =
    replies.some(({ status }) => admits.includes(status)) || events.some(({ name }) => sayingNo.includes(name));
  if (accepted.length > 0 && whole.length === 0 && !isAdmitted) blame('lost: no whole paper, and nobody said so');
  if (copies(0) > 1) blame(`doubled: ${copies(0)} whole papers without the mark`);
  if (whole.some(({ copyIndex }) => Number.isNaN(copyIndex))) blame('a mark without its number');
  for (const { numbers } of papers) {
    if (numbers.length > 1) blame(`on one paper with ${numbers.filter((other) => other !== number).join(', ')}`);
  }
  const claims = new Map<number, Set<string>>();
  for (const word of words) {
    const isClaim = word.kind === 'event' ? word.name === 'ticket-printed' : word.status === 'succeeded';
    if (!isClaim || word.evidence === undefined || !confirming.includes(word.evidence)) continue;
    const { copyIndex = 0, evidence } = word;
    claims.set(copyIndex, (claims.get(copyIndex) ?? new Set()).add(evidence));
  }
  for (const [copyIndex, evidence] of claims) {
    const count = copies(copyIndex, cut);
    if (count !== 1)
      blame(`copy ${copyIndex} is confirmed (${[...evidence].join(', ')}) and is on ${count} whole papers`);
  }
  for (const copyIndex of new Set(whole.map((paper) => paper.copyIndex))) {
    const told = events.filter(({ name, copyIndex: copy = 0 }) => name === 'ticket-printed' && copy === copyIndex);
    if (told.length > 1) blame(`ticket-printed came ${told.length} times for copy ${copyIndex}`);
  }
  return problems;
}

interface Envelope {
  readonly id?: unknown;
  readonly data?: Record<string, unknown>;
}

/** Listens to the gateway and keeps an account of each ticket. A message that comes by two ways is heard once. */
export class TicketLedger {
  readonly #accounts = new Map<string, { number: string; accepted: string[]; words: Word[] }>();
  readonly #ticketOf = new Map<string, string>();
  readonly #heard = new Set<unknown>();
  readonly #waiting = new Set<() => void>();

  /** From now on replies to this command belong to this ticket. */
  ask(ticketId: string, number: string, commandId: string): void {
    if (!this.#accounts.has(ticketId)) this.#accounts.set(ticketId, { number, accepted: [], words: [] });
    this.#ticketOf.set(commandId, ticketId);
  }

  accept(commandId: string): void {
    this.#accounts.get(this.#ticketOf.get(commandId) ?? '')?.accepted.push(commandId);
  }

  hear(topic: string, { id, data = {} }: Envelope): void {
    if (this.#heard.has(id)) return;
    const isEvent = topic.endsWith('/event');
    if (!isEvent && !topic.includes('/reply/')) return;
    this.#heard.add(id);
    const word = isEvent ? eventWord(data) : replyWord(data);
    const ticketId = isEvent ? data['ticketId'] : this.#ticketOf.get(String(data['commandId']));
    if (word) this.#accounts.get(String(ticketId))?.words.push(word);
    for (const look of [...this.#waiting]) look();
  }

  get accounts(): Account[] {
    return [...this.#accounts].map(([ticketId, account]) => ({ ticketId, ...account }));
  }

  account(ticketId: string): Account {
    const account = this.#accounts.get(ticketId);
    if (!account) throw new Error(`nobody asked for ${ticketId}`);
    return { ticketId, ...account };
  }

  /** The first word about the ticket, said already or to come, that fits. */
  async word(ticketId: string, fits: (word: Word) => boolean, timeoutMs: number): Promise<Word> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.account(ticketId).words.find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`not said in ${timeoutMs} ms; said: ${JSON.stringify(this.account(ticketId))}`));
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const count = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Fields that are not there are left out. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function replyWord({ commandId, status, result, error }: Record<string, unknown>): Word | undefined {
  if (status === 'accepted') return undefined;
  const { evidence, copyIndex } = (result ?? {}) as Record<string, unknown>;
  const { code, message } = (error ?? {}) as Record<string, unknown>;
  return present({
    kind: 'reply',
    commandId: String(commandId),
    status: String(status),
    code: text(code),
    message: text(message),
    evidence: text(evidence),
    copyIndex: count(copyIndex),
  }) as Word;
}

function eventWord({ event, evidence, copyIndex, reason }: Record<string, unknown>): Word {
  return present({
    kind: 'event',
    name: String(event),
    evidence: text(evidence),
    copyIndex: count(copyIndex),
    reason: text(reason),
  }) as Word;
}
