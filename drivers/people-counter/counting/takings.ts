import type { DriverLogger } from '../../driver.js';
import type { Recorded } from './model.js';

/** What a session has recorded from one report to the next. */
export interface Takings {
  /** Notes what comes of a recording; rejects as it does. */
  note(recording: Promise<Recorded>): Promise<Recorded>;
  /** Everything since the last call; undefined where something of it could not be recorded. */
  take(): readonly Recorded[] | undefined;
}

/**
 * A counter's answer proves contact even where it cannot be recorded: a gateway that cannot save must not be taken for a
 * silent counter. It is logged once, until saving works again.
 */
export function takings(logger: Pick<DriverLogger, 'warn'>): Takings {
  let recorded: Recorded[] = [];
  let isWhole = true;
  let fails = false;
  return {
    async note(recording) {
      try {
        const each = await recording;
        recorded.push(each);
        fails = false;
        return each;
      } catch (error) {
        if (!fails) logger.warn('the counts cannot be saved', { error: String(error) });
        fails = true;
        isWhole = false;
        throw error;
      }
    },
    take() {
      const taken = isWhole ? recorded : undefined;
      recorded = [];
      isWhole = true;
      return taken;
    },
  };
}
