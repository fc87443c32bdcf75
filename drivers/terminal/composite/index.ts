import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import type { CompositeContext } from '../part-means.js';
import { type CompositeOptions, compositeOptions } from './options.js';
import { CompositeSession } from './session.js';

export const terminalComposite = defineDriver<CompositeOptions, 'none', CompositeContext<CompositeOptions>>({
  class: 'terminal',
  name: 'composite',
  title: 'A terminal as the merge of several devices that watch it',
  contract: terminalContract,
  options: compositeOptions,
  linkKind: 'none',
  linkTypes: [],
  networkPlace: ({ parts }) => parts.map(({ device }) => device).join(', '),
  parts: ({ parts }) => parts.map(({ device }) => device),
  // What its modules have is raised by the parts, under their own names: said once more here it would be noise.
  alarms: [],
  // Its parts have counted their failures already. Their alarms explain its own, which is raised only where none of them is
  // asked at all.
  contact: { alarm: 'terminal-unreachable', failures: 1, successes: 1, confirmIntervalMs: 1_000 },
  commands: ['probe', 'maintenance'],
  open: async (context) => new CompositeSession(context),
});
