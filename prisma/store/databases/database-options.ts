/** A transaction waits at most this long for its turn, and runs at most this long, in milliseconds. */
export const transactionOptions = { maxWait: 60_000, timeout: 60_000 } as const;
