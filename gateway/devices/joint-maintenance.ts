import type { Maintenance, MaintenanceArgs } from './maintenance.js';

/** A device that another is made of, as far as a window for that one goes. */
export interface MaintainedPart {
  readonly id: string;
  readonly maintenance: Pick<Maintenance, 'set'>;
  /** Other devices are made of it too. */
  readonly isShared: boolean;
  readonly isDisabled: boolean;
}

/**
 * A window of a device that is made of others is one for each of them that no other has: they raise its alarms. Each has its
 * own window on disk, and so goes on with it after a restart. The reply names those that were left alone, as others need
 * them. Rejects with STORAGE_WRITE_FAILED, and then none of them has begun.
 */
export async function setJointly(
  own: Pick<Maintenance, 'set'>,
  parts: readonly MaintainedPart[],
  args: MaintenanceArgs,
): Promise<Record<string, unknown>> {
  const reply = await own.set(args);
  if (parts.length === 0) return reply;
  const ours = parts.filter(({ isShared, isDisabled }) => !isShared && !isDisabled);
  const begun = [own];
  try {
    for (const { maintenance } of ours) {
      await maintenance.set(args);
      begun.push(maintenance);
    }
  } catch (error) {
    if (args.on) for (const maintenance of begun) await maintenance.set({ ...args, on: false });
    throw error;
  }
  const shared = parts.filter(({ isShared }) => isShared).map(({ id }) => id);
  return { ...reply, parts: ours.map(({ id }) => id), ...(shared.length === 0 ? {} : { shared }) };
}
