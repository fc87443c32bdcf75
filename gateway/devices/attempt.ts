import { type ByteLink, type DriverContext, GatewayError, type HidLink, type Links } from '../../drivers/index.js';
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
  const open: ByteLink | HidLink =
    driver.linkKind === 'hid' ? await links.openHid(id, link, signal) : await links.openStream(id, link, signal);
  const lost = open.closed.then(({ detail }) => `${open.name}: ${detail}`);
  return { link: open, lost, release: () => open.close() };
}

/** Reports of a session that has ended go nowhere: a late answer must not speak for a device that is gone. */
export function guardContext<C extends DriverContext>(context: C, isCurrent: () => boolean): C {
  return {
    ...context,
    state: (patch) => isCurrent() && context.state(patch),
    alarm: (condition) => isCurrent() && context.alarm(condition),
    suppress: (mode, why) => isCurrent() && context.suppress(mode, why),
    measurement: (data) => isCurrent() && context.measurement(data),
  };
}
