import {
  type ByteLink,
  type DriverContext,
  type DriverLogger,
  GatewayError,
  type HidLink,
  type LinkSettings,
  type Links,
  type ListenPort,
} from '../../drivers/index.js';
import { withoutCardNumbers } from '../card-numbers/value.js';
import type { ConfiguredDevice } from './device.js';
import type { LinkProvider } from './links.js';

/** What a session stands on, and how to let go of it. */
export interface Footing {
  readonly link: Links[keyof Links];
  /** Why it went away, for links that can; never resolves for the others. */
  readonly lost: Promise<string>;
  release(): Promise<void>;
}

const never = new Promise<string>(() => undefined);

/** Opens what the driver's link kind asks for; rejects with the transport's error. */
export async function openFooting(
  { id, driver, link, busId }: ConfiguredDevice,
  links: LinkProvider,
  signal: AbortSignal,
): Promise<Footing> {
  if (driver.linkKind === 'none') return { link: undefined, lost: never, release: async () => undefined };
  if (driver.linkKind === 'bus') {
    const member = links.line(id, busId, link).member(id);
    return { link: member, lost: never, release: async () => member.leave() };
  }
  if (!link) throw new GatewayError('CONFIG_INVALID', `${id} needs a link`, { deviceId: id });
  const open = await openOwn(driver.linkKind, id, link, links, signal);
  const lost = open.closed.then(({ detail }) => `${open.name}: ${detail}`);
  return { link: open, lost, release: () => open.close() };
}

function openOwn(
  kind: 'stream' | 'hid' | 'listen',
  id: string,
  link: LinkSettings,
  links: LinkProvider,
  signal: AbortSignal,
): Promise<ByteLink | HidLink | ListenPort> {
  switch (kind) {
    case 'stream':
      return links.openStream(id, link, signal);
    case 'hid':
      return links.openHid(id, link, signal);
    case 'listen':
      return links.openPort(id, link, signal);
  }
}

/**
 * Reports of a session that has ended go nowhere: a late answer must not speak for a device that is gone. Card numbers a
 * device has told are masked before anybody else sees the report.
 */
export function guardContext<C extends DriverContext>(context: C, isCurrent: () => boolean): C {
  return {
    ...context,
    logger: cardFreeLogger(context.logger),
    state: (patch) => isCurrent() && context.state(withoutCardNumbers(patch)),
    alarm: (condition) => isCurrent() && context.alarm(condition),
    suppress: (mode, why) => isCurrent() && context.suppress(mode, withoutCardNumbers(why)),
    measurement: (data) => isCurrent() && context.measurement(withoutCardNumbers(data)),
    event: (name, data) => context.event(name, withoutCardNumbers(data)),
    memory: {
      load: context.memory.load,
      save: (value, told) => context.memory.save(withoutCardNumbers(value), withoutCardNumbers(told)),
      records: {
        load: context.memory.records.load,
        // Its key says which one: it is an identifier, and refused where it comes in when it is a card's.
        put: (key, value, told) => context.memory.records.put(key, withoutCardNumbers(value), withoutCardNumbers(told)),
      },
    },
  };
}

/** Numbers that a device told are in the details, as it told them. */
function cardFreeLogger(logger: DriverLogger): DriverLogger {
  const line = (level: keyof DriverLogger) => (message: string, details?: Record<string, unknown>) =>
    logger[level](message, withoutCardNumbers(details));
  return { debug: line('debug'), info: line('info'), warn: line('warn') };
}
