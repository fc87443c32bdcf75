import type { ContactRule, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type Confirmation, type ConfirmationRule, confirm, inDoubt, nothingKnown } from '../confirmation.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import { httpCheck } from './http-check.js';
import type { ProbeOptions } from './options.js';
import { tcpCheck } from './tcp-check.js';
import { judge, type Verdict } from './verdict.js';

/** terminal-health.md 4.2: raise after 3 failures, confirmed at 5 s spacing after the first; clear after 2 successes. */
export const contactRule: ContactRule = {
  alarm: 'terminal-unreachable',
  failures: 3,
  successes: 2,
  confirmIntervalMs: 5_000,
};
const applicationRule: ConfirmationRule = contactRule;
const applicationAlarm = 'terminal-heartbeat-lost';

/** Asks a terminal from outside, layer by layer; knows nothing of what is inside it. */
export class ProbeSession implements DeviceSession {
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: DriverContext<ProbeOptions, 'none'>;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  #contact: Confirmation = nothingKnown;
  #application: Confirmation = nothingKnown;

  constructor(context: DriverContext<ProbeOptions, 'none'>) {
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#closed.signal]);
  }

  /** Shorter while a failure or a return is to be confirmed; a tenth of jitter keeps terminals from being asked in step. */
  get pollIntervalMs(): number {
    const { options, random } = this.#context;
    if (inDoubt(this.#application)) return Math.min(contactRule.confirmIntervalMs, options.pollIntervalMs);
    return Math.round(options.pollIntervalMs * (0.9 + 0.2 * random()));
  }

  async identify(): Promise<Identity> {
    const verdict = await this.#check();
    if (verdict.kind === 'unreachable') throw this.#unreachable(verdict);
    const { http, tcp } = this.#context.options;
    return { capabilities: [...(tcp ? ['tcp'] : []), ...(http ? ['http'] : [])] };
  }

  async poll(): Promise<void> {
    const verdict = await this.#check();
    if (verdict.kind === 'unreachable') throw this.#unreachable(verdict);
    this.#contact = confirm(this.#contact, true, contactRule);
    this.#application = confirm(this.#application, verdict.kind === 'good', applicationRule);
    this.#context.state({
      reachable: true,
      latencyMs: verdict.kind === 'good' ? verdict.latencyMs : undefined,
      service: this.#service(),
      modules: { application: applicationModule(this.#application, verdict) },
    });
    // In doubt the alarm stays as it is, whoever raised it: before or after a restart of the gateway.
    if (inDoubt(this.#application)) return;
    const detail = verdict.kind === 'good' ? {} : { detail: verdict.detail };
    this.#context.alarm({ type: applicationAlarm, active: this.#application.verdict === 'bad', ...detail });
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  /** Tells the requester what is found and leaves the confirmation to the polls: no alarm by repeated clicking. */
  async #probeNow(): Promise<Record<string, unknown>> {
    const verdict = await this.#check();
    const reachable = verdict.kind !== 'unreachable';
    if (verdict.kind === 'good') return { reachable, service: 'in-service', latencyMs: verdict.latencyMs };
    return { reachable, service: reachable ? 'out-of-service' : 'unknown', detail: verdict.detail };
  }

  /** The lowest layer first; a layer above one that failed is not asked. */
  async #check(): Promise<Verdict> {
    const { clock, options } = this.#context;
    const context = { clock, signal: this.#signal, timeoutMs: options.timeoutMs };
    const { tcp, http } = options;
    const port = tcp && { name: `tcp ${tcp.host}:${tcp.port}`, outcome: await tcpCheck(tcp, context) };
    const askPage = http && (port === undefined || port.outcome.kind === 'open');
    const page = askPage ? { ...http, name: pageName(http), outcome: await httpCheck(http, context) } : undefined;
    if (this.#signal.aborted) throw new GatewayError('TRANSPORT_CLOSED', 'the probe was ended');
    return judge({ tcp: port, http: page });
  }

  /** No contact says nothing new about the application: its alarm and its count of failures stay. */
  #unreachable({ code, detail }: Verdict & { kind: 'unreachable' }): GatewayError {
    this.#contact = confirm(this.#contact, false, contactRule);
    this.#context.state({ reachable: false, latencyMs: undefined, service: this.#service() });
    return new GatewayError(code, detail);
  }

  #service(): TerminalService {
    if (this.#contact.verdict === 'bad') return 'unknown';
    if (this.#application.verdict === 'bad') return 'out-of-service';
    return this.#application.verdict === 'good' ? 'in-service' : 'unknown';
  }
}

/** `warn` = in doubt: failing but not yet believed, or good again but not yet believed. */
function applicationModule(application: Confirmation, verdict: Verdict): TerminalModule {
  const source = 'probe';
  if (verdict.kind === 'good') return { status: inDoubt(application) ? 'warn' : 'ok', source };
  return { status: inDoubt(application) ? 'warn' : 'fail', detail: verdict.detail, source };
}

/** Without the query, which may hold a token. */
function pageName({ method, url }: { readonly method: string; readonly url: string }): string {
  const { origin, pathname } = new URL(url);
  return `http ${method} ${origin}${pathname}`;
}
