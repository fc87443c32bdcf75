import { gatewayAlarms } from './catalogue-gateway.js';
import { ledBoardAlarms } from './catalogue-led-board.js';
import { peopleCounterAlarms } from './catalogue-people-counter.js';
import { terminalAlarms } from './catalogue-terminal.js';
import { ticketPrinterAlarms } from './catalogue-ticket-printer.js';
import { uplinkAlarms } from './catalogue-uplink.js';
import { webhookAlarms } from './catalogue-webhook.js';
import type { ProbableCause } from './cause.js';
import type { EventType, Owner, ServiceImpact, Severity } from './record.js';

export interface Texts {
  readonly zh: string;
  readonly en: string;
}

/** What the gateway knows of an alarm type before one is raised. */
export interface CatalogueEntry {
  /** Printed code people name on the telephone, e.g. `PRN-101`. */
  readonly code: string;
  /** alarm-type-id, kebab-case. */
  readonly type: string;
  readonly severity: Severity;
  readonly probableCause: ProbableCause;
  readonly eventType: EventType;
  /**
   * Seconds a condition must last before the alarm is raised or cleared. 0 where whoever reports it has counted
   * failures or waited already ("3f/2s" and "by rule" of terminal-health.md 9.3). A driver's declaration overrides.
   */
  readonly onDelaySeconds: number;
  readonly offDelaySeconds: number;
  readonly owner: Owner;
  readonly serviceImpact: ServiceImpact;
  /** What is wrong, in a few words. */
  readonly text: Texts;
  /** What the owner does about it. */
  readonly remedy: Texts;
}

/** By alarm type. */
export type Catalogue = ReadonlyMap<string, CatalogueEntry>;

/** terminal-health.md 9.3; printer texts from ticket-printing.md, "First-line remedy texts". */
export const catalogueEntries: readonly CatalogueEntry[] = [
  ...ticketPrinterAlarms,
  ...ledBoardAlarms,
  ...terminalAlarms,
  ...peopleCounterAlarms,
  ...gatewayAlarms,
  ...uplinkAlarms,
  ...webhookAlarms,
];

export const catalogue: Catalogue = new Map(catalogueEntries.map((entry) => [entry.type, entry]));
