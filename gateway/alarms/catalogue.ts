import type { Catalogue, CatalogueEntry } from './catalogue/entry.js';
import { gatewayAlarms } from './catalogue/gateway.js';
import { hallAlarms } from './catalogue/hall.js';
import { keypadAlarms } from './catalogue/keypad.js';
import { ledBoardAlarms } from './catalogue/led-board.js';
import { networkAlarms } from './catalogue/network.js';
import { peopleCounterAlarms } from './catalogue/people-counter.js';
import { powerAlarms } from './catalogue/power.js';
import { printerMechanismAlarms } from './catalogue/printer-mechanism.js';
import { printerServiceAlarms } from './catalogue/printer-service.js';
import { signalLightAlarms } from './catalogue/signal-light.js';
import { terminalCashAlarms } from './catalogue/terminal-cash.js';
import { terminalMonitoringAlarms } from './catalogue/terminal-monitoring.js';
import { terminalServiceAlarms } from './catalogue/terminal-service.js';
import { terminalSiteAlarms } from './catalogue/terminal-site.js';
import { uplinkAlarms } from './catalogue/uplink.js';
import { webhookAlarms } from './catalogue/webhook.js';

export type { Catalogue, CatalogueEntry, RaisedBy, Texts } from './catalogue/entry.js';

/**
 * Every alarm there is: terminal-health.md 9.3, and from ticket-printing.md section 5 what queue-ticket
 * printers add to it.
 */
export const catalogueEntries: readonly CatalogueEntry[] = [
  ...printerMechanismAlarms,
  ...printerServiceAlarms,
  ...ledBoardAlarms,
  ...terminalServiceAlarms,
  ...terminalCashAlarms,
  ...terminalSiteAlarms,
  ...terminalMonitoringAlarms,
  ...networkAlarms,
  ...powerAlarms,
  ...peopleCounterAlarms,
  ...keypadAlarms,
  ...signalLightAlarms,
  ...hallAlarms,
  ...gatewayAlarms,
  ...uplinkAlarms,
  ...webhookAlarms,
];

/** As it is delivered, without what the branch has set. */
export const catalogue: Catalogue = new Map(catalogueEntries.map((entry) => [entry.type, entry]));
