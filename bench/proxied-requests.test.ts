import { expect, test } from "vitest";
import { proxyJudgedRequests, proxyRequests, requestsPerIteration } from "./proxied-requests.ts";

test("the work that is measured is done: every request is answered, and both of its bodies judged", () => {
  expect(proxyRequests()).toBe(requestsPerIteration);
  expect(proxyJudgedRequests()).toBe(2 * requestsPerIteration);
});
