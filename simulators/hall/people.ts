/**
 * What people in a hall can do to it and see of it. A day acts through this on whatever keeps the hall: the gateway over
 * sockets, its queue in one process, or a hall on paper.
 *
 * Everything may reject where nothing came of it that a person could see. They then look (`serving`) and try again, so an
 * implementation needs neither to repeat nor to remember anything.
 */
export interface HallPeople {
  walkIn(): Promise<void>;
  walkOut(): Promise<void>;
  /** The number on the paper that came out; undefined = no paper. */
  drawTicket(service: string): Promise<string | undefined>;
  /** A waiting customer who goes says so; false = too late, the number was called. */
  handBack(number: string): Promise<boolean>;
  signOn(counter: string): Promise<void>;
  /** Ends whom the counter serves. */
  signOff(counter: string): Promise<void>;
  /** Ends whom the counter serves; the number that is called instead, undefined = nobody waits for this counter. */
  next(counter: string): Promise<string | undefined>;
  recall(counter: string): Promise<void>;
  /** Whom the counter called did not come. */
  noShow(counter: string): Promise<void>;
  /** Ends whom the counter serves without calling another. */
  finish(counter: string): Promise<void>;
  /** Sends whom the counter serves to another service, where it waits again with the same number. */
  transfer(counter: string, service: string): Promise<void>;
  /** The number that stands at the counter as being served; undefined = none. */
  serving(counter: string): Promise<string | undefined>;
}
