/**
 * Makes a queue: each work begins when the one before has ended, however it ended, and in the order in which they were
 * handed in. What a work gives or throws goes to whoever handed it in.
 */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
