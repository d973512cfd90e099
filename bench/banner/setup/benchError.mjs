/** Something that the reader of the message can mend; printed without a stack. */
export class BenchError extends Error {}
