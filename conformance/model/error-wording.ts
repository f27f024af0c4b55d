// How a reply that is no FAILURE tells that something went wrong. FANOUT-ERRORS-SHOW leaves the words
// free, so what counts is whether any reader would take the text for a plain success.
const tellsOfErrors = /error|fail|refus|silent|timed out|timeout|not all|without/i;

const tellsOfNobody = /\bno(?:body|ne| live)?\b.*\b(?:workers?|asked)\b|\bnobody\b|\b0 workers\b/i;

/** A count of none is no error: "6 ok, 0 errors". */
const countsNone = /\b(?:0|no) (?:errors?|failures?)\b/gi;

export function showsErrors(status: "ok" | "processing" | "failure", message: string): boolean {
  return status === "failure" || tellsOfErrors.test(message.replace(countsNone, ""));
}

/** FANOUT-NOBODY */
export function saysNobodyWasAsked(message: string): boolean {
  return tellsOfNobody.test(message);
}
