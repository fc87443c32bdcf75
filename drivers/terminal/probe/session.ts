import type { ContactRule, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type Confirmation, type ConfirmationRule, confirm, inDoubt, nothingKnown } from '../confirmation.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import { type CertificatesSeen, certificateCondition, certificateModule } from './certificate-watch.js';
import { layersOf } from './layers.js';
import { isSecured, type ProbeOptions, securable } from './options.js';
import { askAll, type Findings } from './questions.js';
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
/** Shortest rest between two polls, ms. */
const leastRestMs = 500;
const source = 'probe';

type Unreachable = Verdict & { kind: 'unreachable' };

/** Asks a terminal from outside, layer by layer; knows nothing of what is inside it. */
export class ProbeSession implements DeviceSession {
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: DriverContext<ProbeOptions, 'none'>;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  #contact: Confirmation = nothingKnown;
  #application: Confirmation = nothingKnown;
  #certificate: TerminalModule | undefined;
  /** ms the last poll took. */
  #took = 0;
  #toldNoPing = false;

  constructor(context: DriverContext<ProbeOptions, 'none'>) {
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#closed.signal]);
  }

  /**
   * The rest until the next poll, counted from the beginning of the last one: with its time-out in the interval a loss
   * would be told 6 s later. Shorter while a failure or a return is to be confirmed. Up to a tenth less than configured
   * keeps terminals from being asked in step, and never adds to the time until a loss is told: 30 + 5 + 5 + 3 s.
   */
  get pollIntervalMs(): number {
    const { options, random } = this.#context;
    const isDoubtful = inDoubt(this.#application) || inDoubt(this.#contact);
    const interval = isDoubtful
      ? Math.min(contactRule.confirmIntervalMs, options.pollIntervalMs)
      : options.pollIntervalMs * (1 - 0.1 * random());
    return Math.max(leastRestMs, Math.round(interval - this.#took));
  }

  async identify(): Promise<Identity> {
    const { verdict } = await this.#check();
    if (verdict.kind === 'unreachable') throw this.#unreachable(verdict);
    const { ping, tcp, tls, http, websocket } = this.#context.options;
    const asked = Object.entries({ ping, tcp, tls, http, websocket }).filter(([, check]) => check !== undefined);
    return { capabilities: asked.map(([name]) => name) };
  }

  async poll(): Promise<void> {
    const { verdict, findings } = await this.#check();
    if (verdict.kind === 'unreachable') throw this.#unreachable(verdict, findings);
    const layers = layersOf(findings.checks);
    this.#watchCertificates(findings);
    if (verdict.kind === 'not-asked') return this.#sayNothingKnown(verdict.detail, layers);
    this.#contact = confirm(this.#contact, true, contactRule);
    this.#application = confirm(this.#application, verdict.kind === 'good', applicationRule);
    this.#context.state({
      reachable: true,
      latencyMs: verdict.kind === 'good' ? verdict.latencyMs : undefined,
      service: this.#service(),
      modules: this.#modules(verdict, findings),
      layers,
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
    const { verdict, findings } = await this.#check();
    const layers = layersOf(findings.checks);
    if (verdict.kind === 'not-asked') return { service: 'unknown', detail: verdict.detail, layers };
    const reachable = verdict.kind !== 'unreachable';
    if (verdict.kind === 'good') return { reachable, service: 'in-service', latencyMs: verdict.latencyMs, layers };
    return { reachable, service: reachable ? 'out-of-service' : 'unknown', detail: verdict.detail, layers };
  }

  async #check(): Promise<{ verdict: Verdict; findings: Findings }> {
    const { clock, options, file, logger } = this.#context;
    const began = clock.monotonic();
    const findings = await askAll({ clock, options, file, signal: this.#signal });
    this.#took = clock.monotonic() - began;
    if (this.#signal.aborted) throw new GatewayError('TRANSPORT_CLOSED', 'the probe was ended');
    const { ping } = findings.checks;
    if (ping?.outcome.kind === 'not-available' && !this.#toldNoPing) {
      this.#toldNoPing = true;
      logger.warn('this gateway cannot ping', { check: ping.name, reason: ping.outcome.reason });
    }
    return { verdict: judge(findings.checks), findings };
  }

  /** No contact says nothing new about the application or a certificate: their alarms and counts stay. */
  #unreachable({ code, detail }: Unreachable, findings?: Findings): GatewayError {
    this.#contact = confirm(this.#contact, false, contactRule);
    const layers = findings ? { layers: layersOf(findings.checks) } : {};
    this.#context.state({ reachable: false, latencyMs: undefined, service: this.#service(), ...layers });
    return new GatewayError(code, detail);
  }

  /** Only ping is configured, and this gateway cannot: nobody knows, so nobody is alarmed. */
  #sayNothingKnown(detail: string, layers: Record<string, unknown>): void {
    this.#context.state({ service: 'unknown', modules: { host: { status: 'unknown', detail, source } }, layers });
  }

  /** A certificate that could not be read this time says nothing: what was known of it stays. */
  #watchCertificates({ certificates: read }: Findings): void {
    const { options, clock } = this.#context;
    const expected = securable.filter((layer) => isSecured(options, layer)).length;
    const seen: CertificatesSeen = { expected, read };
    const condition = certificateCondition(seen, clock.now());
    if (condition) this.#context.alarm(condition);
    if (read.size === expected) this.#certificate = certificateModule(seen, clock.now());
  }

  #service(): TerminalService {
    if (this.#contact.verdict === 'bad') return 'unknown';
    if (this.#application.verdict === 'bad') return 'out-of-service';
    if (this.#application.verdict !== 'good') return 'unknown';
    // One that is still valid harms nobody.
    return this.#certificate?.status === 'fail' ? 'degraded' : 'in-service';
  }

  #modules(verdict: Verdict, { checks }: Findings): Record<string, TerminalModule> {
    const { ping, ...connections } = checks;
    const module = moduleOf(this.#application, verdict);
    const isHostOnly = Object.values(connections).every((check) => check === undefined);
    return {
      ...(isHostOnly ? { host: module } : { application: module }),
      ...(this.#certificate ? { certificate: this.#certificate } : {}),
    };
  }
}

/** `warn` = in doubt: failing but not yet believed, or good again but not yet believed. */
function moduleOf(application: Confirmation, verdict: Verdict): TerminalModule {
  if (verdict.kind === 'good') return { status: inDoubt(application) ? 'warn' : 'ok', source };
  return { status: inDoubt(application) ? 'warn' : 'fail', detail: verdict.detail, source };
}
