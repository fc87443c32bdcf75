import type { Identity } from '../driver.js';
import type { LightColor, SignalArgs, SignalLightState } from './contract.js';

/** A light as its session sees it, whatever its protocol. */
export interface Light {
  readonly colors: readonly LightColor[];
  identify(): Promise<Identity>;
  /**
   * Shows it, and says how sure it is; throws a GatewayError when the light does not take it. What is shown already is put
   * right again without a flicker.
   */
  show(signal: SignalArgs): Promise<SignalLightState['verified']>;
}
