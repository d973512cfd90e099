/** An error that the reader of the message can correct; printed without a stack. */
export class BenchError extends Error {}
