import { asGatewayError, type Clock, GatewayError } from '../../drivers/index.js';
import { withoutCardNumbers } from '../card-numbers/value.js';
import type { Publisher } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import { auditOf } from './audit.js';
import { clockDoubt, expiryOf } from './expiry.js';
import type { IncomingCommand, ReplyTo } from './incoming.js';
import type { CommandJournal, JournalEntry } from './journal.js';
import { type Reply, replyWithError, statusOf } from './reply.js';
import { assertReplyTo, recalledReplyTo, rememberedReplyTo } from './reply-to.js';
import { type CommandRequestMessage, parseRequest } from './request.js';
import { type CommandTargets, type ResolvedCommand, resolveCommand } from './target.js';
import { createTurns, halted, type Turns } from './turns.js';

export interface CommandServiceOptions extends CommandTargets {
  readonly journal: CommandJournal;
  readonly publisher: Publisher;
  /** Resolves when the changes are on disk. */
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly clock: Clock;
  /** The gateway's own part of the topic tree, where no reply may be sent but under `reply/`. */
  readonly root?: string;
  /** False while the clock that judges expiry cannot be trusted. Default: trusted. */
  readonly clockSynced?: () => boolean;
  /** Where those who share its lanes take theirs from. Default: lanes of its own. */
  readonly turns?: Turns;
  readonly onError: (error: GatewayError, commandId: string) => void;
  /**
   * A payload without an id came, so that its sender cannot be answered; at most once a minute, with how many there were
   * since the start.
   */
  readonly onAnonymous?: (error: GatewayError, from: IncomingCommand, count: number) => void;
}

export interface CommandService {
  /** Resolves when the command may be acknowledged: it is on disk, or it is answered for good. Never rejects. */
  receive(command: IncomingCommand): Promise<void>;
  /** Takes up what the last run of the gateway left without a final reply. */
  recover(): void;
  /** Payloads nobody can be told about, because they carry no id. */
  stats(): { anonymous: number; accepted: number; rejected: number };
  /**
   * Begins no command any more: what waits stays in the journal, acknowledged, and is done after the next start if it
   * is still wanted then.
   */
  halt(): void;
  /** Resolves when no command is running any more. */
  idle(): Promise<void>;
}

/** A client that keeps sending what nobody can answer must not fill the log, ms. */
const anonymousEveryMs = 60_000;

interface Job extends ResolvedCommand {
  readonly id: string;
  readonly entry: Omit<JournalEntry, 'order' | 'reply'>;
}

/**
 * The life of a command: checked, written to the journal, acknowledged, done in its device's lane, answered. A command
 * whose repetition does no harm, or whose driver writes a record of its own behind ours, starts while the journal is
 * still writing; any other waits until its record is on disk. One that several devices do takes no lane of its own: each
 * part waits in its device's. What only asks is answered at once and leaves no trace.
 */
export function createCommandService(options: CommandServiceOptions): CommandService {
  const { journal, publisher, commit, clock, onError, root = '', clockSynced = () => true, onAnonymous } = options;
  const { turns = createTurns({ clock, clockSynced }) } = options;
  const running = new Set<Promise<void>>();
  let anonymous = 0;
  let accepted = 0;
  let rejected = 0;
  let anonymousToldAt = Number.NEGATIVE_INFINITY;

  const stage = (reply: Reply, replyTo?: ReplyTo) => publisher.stage.reply(reply.commandId, { ...reply }, replyTo);
  const promised = (commandId: string, replyTo?: ReplyTo) =>
    publisher.reply(commandId, { commandId, status: 'accepted' }, replyTo);

  /** Says a final reply that the journal does not keep, or has kept before: it must survive on the way to the centre. */
  async function answer(reply: Reply, replyTo?: ReplyTo): Promise<void> {
    const { changes, say } = stage(reply, replyTo);
    await commit(changes).catch((error) => onError(asGatewayError(error, 'STORAGE_WRITE_FAILED'), reply.commandId));
    say();
  }

  const doubt = () => clockDoubt(clockSynced);

  function noteAnonymous(error: GatewayError, from: IncomingCommand): void {
    anonymous += 1;
    if (clock.monotonic() - anonymousToldAt < anonymousEveryMs) return;
    anonymousToldAt = clock.monotonic();
    onAnonymous?.(error, from, anonymous);
  }

  async function reject(id: string, error: GatewayError, replyTo?: ReplyTo): Promise<void> {
    rejected += 1;
    await answer(replyWithError(id, statusOf(error) === 'expired' ? 'expired' : 'rejected', error), replyTo);
  }

  /** Where an answer may go when the request itself is wrong. */
  function usable(replyTo: ReplyTo | undefined): ReplyTo | undefined {
    try {
      if (replyTo) assertReplyTo(replyTo, root);
      return replyTo;
    } catch {
      return undefined;
    }
  }

  /** The command in executable form; throws a GatewayError that says what is wrong with it. */
  function prepare(command: IncomingCommand, request: CommandRequestMessage): Job {
    const { deviceId, name, clientId, origin, expirySeconds, replyTo } = command;
    const now = clock.now();
    const expiresAt = expiryOf(request, expirySeconds, now);
    if (expiresAt <= now) {
      const late = `expired at ${timeText(expiresAt)}; the gateway's clock says ${timeText(now)}${doubt()}`;
      throw new GatewayError('COMMAND_EXPIRED', late, { field: 'expiresAt' });
    }
    const entry = {
      deviceId,
      name,
      clientId,
      origin,
      ...(replyTo ? { replyTo: rememberedReplyTo(replyTo) } : {}),
      args: request.args,
      receivedAt: now,
      expiresAt,
      started: false,
    };
    return { id: request.id, entry, ...resolveCommand(options, entry) };
  }

  /** Does the command in its lane and makes the final reply durable before it is said. */
  async function perform({ id, entry, target, contract, args }: Job): Promise<void> {
    const { deviceId, name, clientId, expiresAt } = entry;
    const act = async () => {
      // Where this does not get to the disk, the driver's own record behind it does not either, and that is told.
      if (contract.recordsFirst) journal.start(id).catch(() => undefined);
      else if (!contract.idempotent) await journal.start(id);
      return target.execute(name, args, { commandId: id, clientId, expiresAt });
    };
    let reply: Reply;
    try {
      reply = succeeded(id, await (contract.inDeviceLanes ? act() : turns.take(deviceId, expiresAt, act)));
    } catch (cause) {
      if (cause === halted) return;
      reply = failed(id, cause);
    }
    await settle(id, reply, entry);
  }

  function failed(id: string, cause: unknown): Reply {
    const error = asGatewayError(cause, 'COMMAND_FAILED');
    if (error.code === 'COMMAND_FAILED') onError(error, id);
    return withoutCardNumbers(replyWithError(id, statusOf(error), error));
  }

  /** Answers a question: nothing is done, so nothing of it is kept. */
  async function tell({ id, entry, target, args }: Job): Promise<void> {
    const { name, clientId, origin, expiresAt, replyTo } = entry;
    const reply = await target.execute(name, args, { commandId: id, clientId, expiresAt }).then(
      (result) => succeeded(id, result),
      (cause) => failed(id, cause),
    );
    publisher.answer(id, { ...reply }, origin, recalledReplyTo(replyTo));
  }

  async function settle(id: string, reply: Reply, entry: Job['entry']): Promise<void> {
    const answer = stage(reply, recalledReplyTo(entry.replyTo));
    const contract = options.target(entry.deviceId)?.commands[entry.name];
    const audit = publisher.stage.audit(auditOf(reply, entry, contract));
    await journal
      .finish(id, reply, [...answer.changes, ...audit.changes])
      .catch((error) => onError(asGatewayError(error, 'STORAGE_WRITE_FAILED'), id));
    answer.say();
    audit.say();
  }

  function track(work: Promise<void>): void {
    running.add(work);
    work.finally(() => running.delete(work));
  }

  async function take(job: Job): Promise<void> {
    accepted += 1;
    const { id, entry, contract } = job;
    const replyTo = recalledReplyTo(entry.replyTo);
    // Said on two networks, it must survive on the way to the farther one. What acts at once has its final reply soon.
    const promise =
      entry.origin === 'centre' && !contract.idempotent
        ? stage({ commandId: id, status: 'accepted' }, replyTo)
        : undefined;
    const accepting = journal.accept(id, { ...entry, started: contract.idempotent }, promise?.changes);
    const eager = contract.idempotent || contract.recordsFirst ? perform(job) : undefined;
    if (eager) track(eager);
    try {
      await accepting;
    } catch (cause) {
      const error = asGatewayError(cause, 'STORAGE_WRITE_FAILED');
      onError(error, id);
      // What must be journalled before it is done is not done without a journal (ticket-printing.md W11).
      if (eager) return contract.recordsFirst ? eager.then(() => forgetRefused(id, promise)) : undefined;
      journal.forget(id, promise?.unsay());
      await reject(id, error, replyTo);
      return;
    }
    if (promise) promise.say();
    else if (journal.get(id)?.reply === undefined) promised(id, replyTo);
    if (!eager) track(perform(job));
  }

  /** Its driver could not record it either: the sender may try again under the same id. */
  function forgetRefused(id: string, promise: ReturnType<typeof stage> | undefined): void {
    if (journal.get(id)?.reply?.error?.code === 'STORAGE_WRITE_FAILED') journal.forget(id, promise?.unsay());
  }

  return {
    async receive(command) {
      if (command.retained && command.payload.length === 0) return;
      const parsed = parseRequest(command.payload);
      if (!parsed.ok) {
        const { id, error } = parsed;
        return id === undefined ? noteAnonymous(error, command) : reject(id, error, usable(command.replyTo));
      }
      const { request } = parsed;
      if (command.retained) {
        const message = 'a retained command would be done again at every reconnect; allowed: retain = false';
        return reject(request.id, new GatewayError('COMMAND_RETAINED', message), usable(command.replyTo));
      }
      try {
        if (command.replyTo) assertReplyTo(command.replyTo, root);
        const known = journal.get(request.id);
        if (known?.reply) return await answer(known.reply, command.replyTo);
        if (known) return promised(request.id, command.replyTo);
        const job = prepare(command, request);
        await (job.contract.reads ? tell(job) : take(job));
      } catch (error) {
        const refusal = asGatewayError(error, 'COMMAND_FAILED');
        await reject(request.id, refusal, refusal.field === 'responseTopic' ? undefined : command.replyTo);
      }
    },

    recover() {
      for (const [id, entry] of journal.unfinished()) {
        try {
          const job = { id, entry, ...resolveCommand(options, entry) };
          const late = entry.expiresAt <= clock.now();
          if (entry.started && (late || !job.contract.idempotent)) {
            throw new GatewayError(
              'COMMAND_INTERRUPTED',
              'the gateway stopped while this command ran; look at the device',
            );
          }
          if (late) throw new GatewayError('COMMAND_EXPIRED', `expired while the gateway was down${doubt()}`);
          track(perform(job));
        } catch (cause) {
          const error = asGatewayError(cause, 'COMMAND_FAILED');
          track(settle(id, replyWithError(id, statusOf(error), error), entry));
        }
      }
    },

    stats: () => ({ anonymous, accepted, rejected }),
    halt: () => turns.halt(),
    idle: async () => {
      await Promise.all(running);
    },
  };
}

function succeeded(commandId: string, result: Record<string, unknown> | undefined): Reply {
  if (result === undefined) return { commandId, status: 'succeeded' };
  // The journal keeps it.
  return { commandId, status: 'succeeded', result: withoutCardNumbers(result) };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
