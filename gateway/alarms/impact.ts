import type { Clock, Timer } from '../../drivers/index.js';
import type { Inhibition } from './inhibition.js';
import type { AlarmKey } from './key.js';
import type { AlarmLedger } from './ledger.js';
import type { AlarmRecord } from './record.js';
import { type AlarmContent, related, suppressedBy } from './record-changes.js';
import type { SiteNode, SiteNodes } from './site-nodes.js';
import { isParentText, suppressionText } from './suppression-text.js';

export interface ImpactOptions {
  readonly site: SiteNodes;
  readonly inhibition: Inhibition;
  readonly ledger: AlarmLedger;
  readonly clock: Clock;
  /** `branch/gateway/device` of a device. */
  readonly resourceOf: (deviceId: string) => string;
}

/** A switch takes forty terminals with it within seconds: their names go to its record together, ms. */
const gatherMs = 500;

/**
 * Writes into the records what explains what: the devices that are lost with a cause, in its alarm (`impacted-resource`);
 * and the cause, in the alarm of a device that was raised before it was known (`root-cause-resource`, `x-suppressed-by`).
 */
export class Impact {
  readonly #options: ImpactOptions;
  #timer: Timer | undefined;

  constructor(options: ImpactOptions) {
    this.#options = options;
  }

  /** Something may be different now. */
  changed(): void {
    this.#timer ??= this.#options.clock.setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, gatherMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #write(): void {
    const { site, ledger, inhibition } = this.#options;
    for (const [name, node] of site.nodes) {
      const raised = raisedOf(ledger, node);
      if (!raised) continue;
      const [key, record] = raised;
      const causes = node.isPower ? [] : inhibition.causesOf(name);
      const content = explained(related(record, 'impacted-resource', this.#impacted(name, record)), {
        labels: causes.map((cause) => this.#node(cause).label),
        resources: causes.map((cause) => this.#resource(this.#node(cause))),
      });
      if (JSON.stringify(marks(content)) !== JSON.stringify(marks(record))) ledger.write(key, content);
    }
  }

  /** Those lost with it, and those it named before a restart that nobody has heard since. */
  #impacted(name: string, record: AlarmRecord): string[] {
    const { site, inhibition } = this.#options;
    const named = new Set(record['impacted-resource']);
    return [...site.topology.keys()]
      .filter((deviceId) => {
        // That a switch without an address is lost is only concluded from these.
        if (site.ports.has(deviceId)) return false;
        if (inhibition.causesOf(deviceId).includes(name)) return true;
        return !inhibition.isKnown(deviceId) && named.has(this.#options.resourceOf(deviceId));
      })
      .map((deviceId) => this.#options.resourceOf(deviceId));
  }

  #node(name: string): SiteNode {
    const node = this.#options.site.nodes.get(name);
    if (!node) throw new Error(`${name} is no node of the site`);
    return node;
  }

  #resource({ alarm, resourceId = alarm.deviceId }: SiteNode): string {
    return this.#options.resourceOf(resourceId);
  }
}

function raisedOf(ledger: AlarmLedger, { alarm }: SiteNode): [AlarmKey, AlarmRecord] | undefined {
  const record = ledger.get(alarm);
  return record && !record['is-cleared'] ? [alarm, record] : undefined;
}

function explained(
  record: AlarmContent,
  { labels, resources }: { readonly labels: readonly string[]; readonly resources: readonly string[] },
): AlarmContent {
  const content = related(record, 'root-cause-resource', resources);
  const by = content['x-suppressed-by'];
  const [label] = labels;
  if (label === undefined) return isParentText(by) ? suppressedBy(content, undefined) : content;
  // A maintenance window, or a shelf, says more: somebody wants it quiet.
  return by === undefined || isParentText(by) ? suppressedBy(content, suppressionText('parent', label)) : content;
}

function marks(record: AlarmContent): unknown[] {
  return [record['impacted-resource'] ?? [], record['root-cause-resource'] ?? [], record['x-suppressed-by'] ?? ''];
}
