import { beatLimitBytes } from '../../drivers/index.js';
import type { HttpPosts } from '../http/post.js';
import type { HttpAnswer } from '../http/server.js';
import type { Intake, Refusal } from './intake.js';

const statuses: Readonly<Record<Refusal['kind'], number>> = {
  bad: 400,
  unauthorised: 401,
  forbidden: 403,
  'unknown-device': 404,
  excess: 429,
  away: 503,
};

/** `POST /heartbeat/{deviceId}`: 204, or a status and `{"error":{"what","where","allowed"}}`. */
export function heartbeatPosts(intake: Intake): HttpPosts {
  return {
    prefix: '/heartbeat/',
    contentType: 'application/json',
    maxBodyBytes: beatLimitBytes,
    admit: ({ name, bearer, address }) => answerTo(intake.admit(name, { via: 'http', bearer, address })),
    answer: (name, body) => answerTo(intake.take(name, body)) ?? { status: 204, contentType: '', body: '' },
  };
}

function answerTo(refusal: Refusal | undefined): HttpAnswer | undefined {
  if (!refusal) return undefined;
  const { kind, fault } = refusal;
  return {
    status: statuses[kind],
    contentType: 'application/json',
    body: `${JSON.stringify({ error: fault })}\n`,
    headers: {
      ...(kind === 'unauthorised' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(kind === 'excess' || kind === 'away' ? { 'retry-after': '5' } : {}),
    },
  };
}
