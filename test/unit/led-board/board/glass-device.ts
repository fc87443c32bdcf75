import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import type { VirtualClock } from '../../../support/virtual-clock.js';

export interface Lit {
  readonly text: string;
  readonly blink: boolean;
}
const nothing: Lit = { text: '', blink: false };

export type GlassRequest =
  | { readonly do: 'write'; readonly zone: string; readonly text: string; readonly blink: boolean }
  | { readonly do: 'read'; readonly zone: string }
  | { readonly do: 'power'; readonly on: boolean }
  | { readonly do: 'brightness'; readonly percent: number }
  | { readonly do: 'status' };

/** A board that speaks lines of JSON, with every trouble a board can have, and all that ever stood on its glass. */
export class GlassDevice {
  readonly glass = new Map<string, Lit>();
  /** Texts in the order in which they came to stand in a zone. */
  readonly seen: { readonly zone: string; readonly text: string }[] = [];
  readonly requests: GlassRequest[] = [];
  power = true;
  brightness = 100;
  /** So many writes put this on the glass instead, and are acknowledged. */
  lies = { times: 0, text: '8888' };
  /** So many answers to these requests get lost; what they ask is done. */
  readonly lost = new Map<GlassRequest['do'], number>();
  /** Requests that are refused, and how often. */
  readonly refuses = new Map<GlassRequest['do'], { code: string; times: number }>();
  /** ms until it answers. */
  slowMs = 0;
  silent = false;

  answer(request: GlassRequest): Record<string, unknown> | undefined {
    if (this.silent) return undefined;
    this.requests.push(request);
    const refusal = this.refuses.get(request.do);
    if (refusal && refusal.times-- > 0) return { error: refusal.code };
    const answer = this.#perform(request);
    const lost = this.lost.get(request.do) ?? 0;
    this.lost.set(request.do, lost - 1);
    return lost > 0 ? undefined : answer;
  }

  /** Somebody else writes there. */
  put(zone: string, { text, blink }: Lit): void {
    this.glass.set(zone, { text, blink });
    this.seen.push({ zone, text });
  }

  cutPower(): void {
    this.glass.clear();
    this.power = true;
    this.brightness = 100;
  }

  text(zone = 'main'): string {
    return (this.glass.get(zone) ?? nothing).text;
  }

  count(what: GlassRequest['do']): number {
    return this.requests.filter((request) => request.do === what).length;
  }

  #perform(request: GlassRequest): Record<string, unknown> {
    if (request.do === 'write') {
      const isLie = this.lies.times-- > 0;
      this.put(request.zone, isLie ? { ...nothing, text: this.lies.text } : request);
    } else if (request.do === 'read') return { ...(this.glass.get(request.zone) ?? nothing) };
    else if (request.do === 'power') this.power = request.on;
    else if (request.do === 'brightness') this.brightness = request.percent;
    return { power: this.power, brightness: this.brightness };
  }
}

/** The device on an in-memory line of its own. */
export function plugGlass(device: GlassDevice, clock: VirtualClock) {
  const [host, line] = memoryPair('glass');
  const bus = createBus({ name: 'line-1', open: async () => host, clock, random: () => 0.5 });
  let heard = '';
  line.onData((bytes) => {
    heard += Buffer.from(bytes).toString();
    for (let end = heard.indexOf('\n'); end >= 0; end = heard.indexOf('\n')) {
      const answer = device.answer(JSON.parse(heard.slice(0, end)) as GlassRequest);
      heard = heard.slice(end + 1);
      const reply = () => void line.write(Buffer.from(`${JSON.stringify(answer)}\n`));
      if (!answer) continue;
      if (device.slowMs > 0) clock.setTimeout(reply, device.slowMs);
      else reply();
    }
  });
  return { bus, member: bus.member('board-1') };
}
