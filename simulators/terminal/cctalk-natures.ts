import type { CctalkKind, CctalkNature } from './cctalk-device.js';

/** The devices a bus can have, at the addresses of terminal-health.md 5.1; texts as such devices tell them. */
export const natures: Readonly<Record<CctalkKind, CctalkNature>> = {
  bill: {
    kind: 'bill',
    address: 40,
    category: 'Bill Validator',
    manufacturer: 'SIM',
    product: 'BV-40',
    software: 'BV40-V1.04',
    build: 'STD',
    serial: 5_136_828,
  },
  coin: {
    kind: 'coin',
    address: 2,
    category: 'Coin Acceptor',
    manufacturer: 'SIM',
    product: 'CA-2',
    software: 'CA2-V2.11',
    build: 'STD',
    serial: 1_234_567,
  },
  hopper: {
    kind: 'hopper',
    address: 3,
    category: 'Payout',
    manufacturer: 'SIM',
    product: 'HP-3',
    software: 'HP3-V3.00',
    build: 'STD',
    serial: 7_654_321,
  },
};
