import { hostAndPort } from './link-text.js';
import type { ResolvedConfig } from './schema.js';
import { webhookUrlForPeople } from './webhook-url.js';

export interface PlannedWebhook {
  readonly id: string;
  /** Without its query. */
  readonly url: string;
  readonly about: readonly string[];
  readonly minimumSeverity: string;
}

/** Who is told, and what can be asked for, besides MQTT. */
export interface PlannedOutward {
  /** Absent = nobody. */
  readonly webhooks?: readonly PlannedWebhook[];
  /** Absent = nothing. */
  readonly http?: { readonly url: string; readonly token: boolean };
}

export function planOutward({ webhooks, http }: ResolvedConfig): PlannedOutward {
  return {
    ...(webhooks === undefined
      ? {}
      : {
          webhooks: webhooks.map(({ id, url, about, minimumSeverity }) => {
            return { id, url: webhookUrlForPeople(url), about, minimumSeverity };
          }),
        }),
    ...(http === undefined
      ? {}
      : { http: { url: `http://${hostAndPort(http.host, http.port)}`, token: http.token !== undefined } }),
  };
}

/** Each continues "The gateway would …". */
export function outwardTexts({ webhooks = [], http }: PlannedOutward): string[] {
  return [
    ...webhooks.map(({ id, url, about, minimumSeverity }) => {
      const least = minimumSeverity === 'warning' ? '' : ` of ${minimumSeverity} alarms and above`;
      return `tell ${id} at ${url} every ${about.join(' and ')}${least}`;
    }),
    ...(http === undefined
      ? []
      : [
          `show figures and health on ${http.url}, ${http.token ? 'figures with a token only' : 'open to this machine'}`,
        ]),
  ];
}
