import type { IncomingCommand } from '../commands/incoming.js';
import { parseCommandTopic, type Topics } from '../messages/topics.js';
import type { IncomingMessage } from './session/connection.js';

/** Filters of what the centre may send. */
export function commandFilters({ root }: Topics): readonly string[] {
  return [`${root}/command/+/+`];
}

/** A message from the centre as a command on the same path as a local one; undefined when it is none. */
export function commandOf(topics: Topics, message: IncomingMessage): IncomingCommand | undefined {
  const target = parseCommandTopic(topics, message.topic);
  if (!target) return undefined;
  const { payload, retained, expirySeconds, responseTopic, correlation } = message;
  return {
    ...target,
    payload,
    retained,
    clientId: 'centre',
    origin: 'centre',
    ...(expirySeconds === undefined ? {} : { expirySeconds }),
    ...(responseTopic === undefined
      ? {}
      : { replyTo: { topic: responseTopic, ...(correlation ? { correlation } : {}) } }),
  };
}
