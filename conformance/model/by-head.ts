// What a proxy may answer by the head of a request alone, whatever its content turns out to be: routing,
// redirects, refusals and the want of a back end. Others say when such an answer is due.
export const statusesByHead: ReadonlySet<number> = new Set([
  301, 302, 308, 401, 404, 421, 429, 503,
]);
