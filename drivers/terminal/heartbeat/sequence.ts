/** Boots of the terminal that are remembered, so that a late beat of an earlier one does not look like a restart. */
const rememberedBoots = 8;

/** The last beat that counted, and what came out of its turn since; plain data. */
export interface Heard {
  readonly bootId: string;
  readonly seq: number;
  /** Monotonic ms at which it came. */
  readonly at: number;
  /** The boots before, the newest first. */
  readonly former: readonly string[];
  /** `seq` of the last one that was behind, since the last one that counted. */
  readonly behind?: number;
}

export type Judgement =
  | {
      readonly kind: 'counts';
      readonly heard: Heard;
      /** Another boot than the last one. */
      readonly restarted: boolean;
      /** Beats in between that were not there when it came. */
      readonly missed: number;
    }
  /** Heard before, or overtaken by one that was. */
  | { readonly kind: 'repeated'; readonly heard: Heard };

/**
 * Whether a beat is the next one. Of one boot only a higher `seq` counts, with one way out: an agent that was started anew on
 * a computer that was not counts from the beginning. It is believed with its second beat, once nothing has counted for a
 * whole period, which two beats held up by the network do not bring about.
 */
export function judgeBeat(
  before: Heard | undefined,
  beat: { readonly bootId: string; readonly seq: number },
  { now, periodMs }: { readonly now: number; readonly periodMs: number },
): Judgement {
  const { bootId, seq } = beat;
  if (!before) return counts({ bootId, seq, at: now, former: [] });
  const { former } = before;
  if (bootId !== before.bootId) {
    if (former.includes(bootId)) return { kind: 'repeated', heard: before };
    const known = [before.bootId, ...former].slice(0, rememberedBoots);
    return { ...counts({ bootId, seq, at: now, former: known }), restarted: true };
  }
  const heard = { bootId, seq, at: now, former };
  if (seq > before.seq) {
    const periods = Math.floor((now - before.at) / periodMs);
    return { ...counts(heard), missed: Math.min(seq - before.seq - 1, periods) };
  }
  const { behind } = before;
  const countsAnew = seq < before.seq && behind !== undefined && seq > behind && now - before.at >= periodMs;
  if (countsAnew) return counts(heard);
  return { kind: 'repeated', heard: seq === before.seq ? before : { ...before, behind: seq } };
}

function counts(heard: Heard): Judgement & { readonly kind: 'counts' } {
  return { kind: 'counts', heard, restarted: false, missed: 0 };
}
