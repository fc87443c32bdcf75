/** Keeps the equipment alarms of devices quiet while the branch is shut. */
export interface ExpectedOff {
  /** Says whether all is expected to be off; repeating it changes nothing. */
  set(isShut: boolean): void;
}

/**
 * After closing, all power goes off (DOMAIN.md, "The day"): what is wanted in opening hours only raises nothing new then,
 * but what concerns security. What is still wrong when the branch opens is raised at the opening inspection.
 */
export function createExpectedOff(
  deviceIds: readonly string[],
  suppress: (deviceId: string, source: 'closed', why: string | undefined) => void,
  why: string,
): ExpectedOff {
  let current = false;
  return {
    set(isShut) {
      if (isShut === current) return;
      current = isShut;
      for (const deviceId of deviceIds) suppress(deviceId, 'closed', isShut ? why : undefined);
    },
  };
}
