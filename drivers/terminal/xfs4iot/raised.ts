import { z } from 'zod';
import type { Finding } from './finding.js';

/** alarm-type-id and qualifier. */
export type AlarmName = readonly [type: string, qualifier: string];

const mostKept = 500;
const storedSchema = z.object({
  raised: z.record(z.string(), z.array(z.tuple([z.string(), z.string()])).max(mostKept)),
});

/**
 * Which alarms each service has active, over restarts of the gateway: one that nobody asks now may not clear what it left,
 * and one that is back and has nothing to say of it any more does.
 */
export class RaisedAlarms {
  readonly #byService = new Map<string, readonly AlarmName[]>();

  constructor(stored: unknown) {
    const result = storedSchema.safeParse(stored);
    if (result.success)
      for (const [service, names] of Object.entries(result.data.raised)) this.#byService.set(service, names);
  }

  /** Takes what a service says now. @returns what it had active before and says nothing about any more. */
  update(service: string, findings: readonly Finding[]): AlarmName[] {
    const said = new Set(
      findings.flatMap(({ type, qualifier }) => (type === undefined ? [] : [keyOf([type, qualifier])])),
    );
    const before = this.#byService.get(service) ?? [];
    const silent = new Set(
      findings.flatMap(({ type, qualifier, active }) =>
        type !== undefined && active === undefined ? [keyOf([type, qualifier])] : [],
      ),
    );
    const active = findings.flatMap(({ type, qualifier, active }): AlarmName[] =>
      type !== undefined && active ? [[type, qualifier]] : [],
    );
    const kept = before.filter((name) => silent.has(keyOf(name)));
    const now = new Map([...kept, ...active].map((name) => [keyOf(name), name]));
    if (now.size === 0) this.#byService.delete(service);
    else this.#byService.set(service, [...now.values()].slice(0, mostKept));
    return before.filter((name) => !said.has(keyOf(name)));
  }

  /** What services other than these have active, by key: nobody else may say that it is over. */
  heldWithout(services: ReadonlySet<string>): ReadonlyMap<string, AlarmName> {
    const others = [...this.#byService].filter(([service]) => !services.has(service));
    return new Map(others.flatMap(([, names]) => names.map((name) => [keyOf(name), name] as const)));
  }

  stored(): { raised: Record<string, readonly AlarmName[]> } {
    return { raised: Object.fromEntries(this.#byService) };
  }
}

export function keyOf([type, qualifier]: AlarmName): string {
  return `${type}/${qualifier}`;
}
