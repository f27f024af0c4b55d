/** What the caller of the command got wrong, in one sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
