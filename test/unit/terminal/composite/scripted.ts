import { z } from 'zod';
import {
  type AlarmCondition,
  type AnyDriver,
  type DriverContext,
  defineDriver,
  GatewayError,
} from '../../../../drivers/index.js';
import { terminalContract } from '../../../../drivers/terminal/contract.js';

/** What a test makes a device say; whatever is set is said in the same moment, and again at each poll. */
export class Script {
  state: Record<string, unknown> = { service: 'in-service', reachable: true, modules: {} };
  readonly #alarms = new Map<string, AlarmCondition>();
  isLost = false;
  probes = 0;
  context: DriverContext | undefined;

  say(state: Record<string, unknown>): void {
    this.state = { ...this.state, ...state };
    this.report();
  }

  alarm(condition: AlarmCondition): void {
    this.#alarms.set(`${condition.type}/${condition.qualifier ?? ''}`, condition);
    this.report();
  }

  report(): void {
    if (this.isLost) throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'the script is silent');
    this.context?.state(this.state);
    for (const condition of this.#alarms.values()) this.context?.alarm(condition);
  }
}

/** A device of class terminal that does what its script says. */
export function scripted(script: Script): AnyDriver {
  return defineDriver<unknown, 'none'>({
    class: 'terminal',
    name: 'scripted',
    title: 'scripted',
    contract: terminalContract,
    options: z.unknown(),
    linkKind: 'none',
    linkTypes: [],
    alarms: ['printer-paper-out', 'cabinet-door-open'].map((type) => ({
      type,
      onDelaySeconds: 0,
      offDelaySeconds: 0,
      onOccasion: true,
    })),
    contact: { alarm: 'terminal-unreachable', failures: 3, successes: 2, confirmIntervalMs: 5_000 },
    commands: ['probe', 'maintenance'],
    async open(context) {
      script.context = context;
      return {
        pollIntervalMs: 10_000,
        identify: async () => {
          script.report();
          return {};
        },
        poll: async () => script.report(),
        commands: {
          probe: async () => {
            script.probes += 1;
            return { reachable: !script.isLost, service: script.state['service'] };
          },
        },
        close: async () => undefined,
      };
    },
  });
}
