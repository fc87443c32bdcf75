/** A signal that comes again sooner than this is the same one: npm passes on what the terminal has sent already. */
const sameSignalMs = 500;

/** Resolves at the first SIGINT or SIGTERM; one that comes later, because the end takes too long, ends at once. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const onSignal = () => {
      askedAt ??= performance.now();
      if (performance.now() - askedAt > sameSignalMs) process.exit(1);
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
