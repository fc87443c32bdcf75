import { action, type Trouble } from '../troubles.js';

/** What goes wrong at a kiosk with every source, by the names of its simulators. */
export const kioskTroubles: readonly Trouble[] = [
  {
    name: 'cabinet-opened',
    begins: 'somebody opens the cabinet of the kiosk',
    ends: 'the cabinet is shut',
    begin: [action('inputs', 'open-door')],
    end: [action('inputs', 'close-door')],
    seconds: 12,
  },
  {
    name: 'receipt-paper-out',
    begins: 'the receipt printer of the kiosk runs out of paper',
    ends: 'it has a new roll',
    begin: [action('xfs', 'set', { path: 'printer.paper.upper', value: 'out' })],
    end: [action('xfs', 'set', { path: 'printer.paper.upper', value: 'full' })],
    seconds: 15,
  },
  {
    name: 'mains-off',
    begins: 'the mains are gone; the UPS carries the kiosk',
    ends: 'the mains are back',
    begin: [action('ups', 'mains-off')],
    end: [action('ups', 'mains-on')],
    seconds: 30,
  },
  {
    name: 'cash-box-removed',
    begins: 'somebody takes the cash box out',
    ends: 'the cash box is back',
    begin: [action('cash', 'stacker-remove')],
    end: [action('cash', 'stacker-insert')],
    seconds: 15,
  },
  {
    name: 'cards-run-out',
    begins: 'the SIM cards run out',
    ends: 'somebody loads SIM cards',
    begin: [action('cards', 'hopper-empty')],
    end: [action('cards', 'load')],
    seconds: 45,
  },
];
