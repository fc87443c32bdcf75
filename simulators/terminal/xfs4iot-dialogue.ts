import type { Timers } from '../timers.js';
import { type Directory, type Outcome, outcomeOf, publisherPayload } from './xfs4iot-answers.js';
import type { Client, Manner } from './xfs4iot-client.js';
import { eventVersion, versionsOf } from './xfs4iot-commands.js';
import { type Command, type Received, readMessage } from './xfs4iot-envelope.js';
import type { JsonObject } from './xfs4iot-kinds.js';
import type { CommandRecord } from './xfs4iot-record.js';
import type { Service } from './xfs4iot-service.js';

/** What a dialogue stands on. */
export interface DialogueMeans {
  readonly manner: Manner;
  readonly timers: Timers;
  readonly record: CommandRecord;
  /** ms a command takes. */
  readonly answerMs: () => number;
  /** Commands a client may have pending at one service; 0 = as many as it likes. */
  readonly maximumRequests: number;
  /** Services are also told by an event before the completion. */
  readonly serviceDetailEvent: () => boolean;
  /** Events that go with the next command of this service; they are told once. */
  readonly takeEvents: (
    service: Service | undefined,
  ) => readonly { readonly name: string; readonly payload: JsonObject }[];
}

/** Hears one text of a client: acknowledge, events, completion (terminal-health.md 1.3). */
export function hear(
  text: string,
  client: Client,
  service: Service | undefined,
  directory: Directory,
  means: DialogueMeans,
): void {
  const { manner, record } = means;
  const received = readMessage(text, manner.envelope);
  record.add({ at: service?.name ?? 'publisher', name: nameOf(received), text });
  if (received.kind === 'noise' || manner.trouble === 'frozen') return;
  if (manner.trouble === 'close-on-command') client.socket.close(1011, 'closing');
  else if (manner.trouble === 'cut-on-command') client.socket.terminate();
  else if (received.kind === 'invalid') refuse(client, manner, received, 'invalidMessage');
  else work(received.command, client, service, directory, means);
}

function nameOf(received: Received): string | undefined {
  if (received.kind === 'command') return received.command.name;
  return received.kind === 'invalid' ? received.name : undefined;
}

function work(
  command: Command,
  client: Client,
  service: Service | undefined,
  directory: Directory,
  means: DialogueMeans,
): void {
  const { manner, timers, maximumRequests } = means;
  const { requestId } = command;
  if (client.pending.has(requestId)) return void refuse(client, manner, command, 'invalidRequestID');
  if (maximumRequests > 0 && client.pending.size >= maximumRequests) {
    return void refuse(client, manner, command, 'tooManyRequests');
  }
  const acknowledge = { type: 'acknowledge', ...about(command, manner) } as const;
  const finish = (outcome: Outcome) => {
    client.pending.delete(requestId);
    const version = versionsOf(command.name, manner.envelope)?.completion ?? about(command, manner).version;
    const completion = { type: 'completion', ...outcome, name: command.name, version } as const;
    const told = [...events(command, service, directory, means), completion];
    client.answer(manner.shuffle ? [acknowledge, ...told] : told, requestId);
  };
  if (!manner.shuffle) client.answer([acknowledge], requestId);
  const succeed = () => finish(outcomeOf(command, service, client, { manner, directory }));
  const answerMs = means.answerMs();
  if (answerMs === 0) return void succeed();
  const late = command.timeoutMs > 0 && command.timeoutMs < answerMs;
  const timeOut = () => finish({ completionCode: 'timeOut', errorDescription: 'took too long', payload: {} });
  client.pending.set(requestId, timers.after(late ? command.timeoutMs : answerMs, late ? timeOut : succeed));
}

function events({ name }: Command, service: Service | undefined, directory: Directory, means: DialogueMeans) {
  const { envelope } = means.manner;
  const asked = means.takeEvents(service);
  const detail = { name: 'ServicePublisher.ServiceDetailEvent', payload: publisherPayload(directory) };
  const isDiscovery = name === 'ServicePublisher.GetServices' && !service && means.serviceDetailEvent();
  return [...(isDiscovery ? [detail] : []), ...asked].map((event) => ({
    type: 'event' as const,
    ...event,
    version: eventVersion(event.name, envelope),
  }));
}

function refuse(
  client: Client,
  manner: Manner,
  { name, requestId }: Pick<Command, 'name' | 'requestId'>,
  status: 'invalidMessage' | 'invalidRequestID' | 'tooManyRequests',
): void {
  client.answer([{ type: 'acknowledge', status, ...about({ name }, manner) }], requestId);
}

function about({ name }: Pick<Command, 'name'>, { envelope }: Manner) {
  const newest = envelope === '2021-1' ? '1.0' : '2.0';
  return { name, version: versionsOf(name, envelope)?.command ?? newest };
}
