import { timingSafeEqual } from 'node:crypto';
import { identifierRefusal } from '../card-numbers/identifiers.js';
import { hasCardNumber, maskIdentifier } from '../card-numbers/mask.js';
import { parseCommandTopic, parseHeartbeatTopic, type Topics } from '../messages/topics.js';

/** What may be done with a publish of a local client. */
export type PublishVerdict =
  | { readonly kind: 'command'; readonly deviceId: string; readonly name: string }
  | { readonly kind: 'heartbeat'; readonly deviceId: string }
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Local clients command through `…/command/…`, terminals report through `…/heartbeat/…`, and all may use any topic of their
 * own, but never speak in the gateway's name: a forged state or alarm would be believed by everyone.
 */
export function judgePublish(topics: Topics, topic: string, takesHeartbeats = false): PublishVerdict {
  if (hasCardNumber(topic))
    return { kind: 'refuse', reason: `the topic ${maskIdentifier(topic)} ${identifierRefusal}` };
  if (topic.startsWith('$')) return { kind: 'refuse', reason: `${topic} belongs to the broker` };
  const command = parseCommandTopic(topics, topic);
  if (command) return { kind: 'command', ...command };
  if (topic === topics.root || topic.startsWith(`${topics.root}/`)) {
    const deviceId = takesHeartbeats ? parseHeartbeatTopic(topics, topic) : undefined;
    if (deviceId !== undefined) return { kind: 'heartbeat', deviceId };
    const open = [topics.command('{device}', '{name}'), ...(takesHeartbeats ? [topics.heartbeat('{device}')] : [])];
    return {
      kind: 'refuse',
      reason: `${topic} belongs to the gateway; only ${open.join(' and ')} ${open.length > 1 ? 'are' : 'is'} open`,
    };
  }
  return { kind: 'pass' };
}

export interface Account {
  readonly name: string;
  readonly password: string;
}

/** True when there are no accounts (loopback only) or the name and password fit one of them. */
export function mayConnect(
  accounts: readonly Account[],
  name: string | undefined,
  password: Uint8Array | undefined,
): boolean {
  if (accounts.length === 0) return true;
  const account = accounts.find((candidate) => candidate.name === name);
  const given = Buffer.from(password ?? []);
  const wanted = Buffer.from(account?.password ?? '');
  // Compared even for an unknown name, so that the answer takes equally long.
  const same = given.length === wanted.length && timingSafeEqual(given, wanted);
  return account !== undefined && wanted.length > 0 && same;
}
