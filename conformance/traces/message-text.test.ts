import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  create,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  MetricDetail,
  type Request,
  RequestSchema,
  ResponseSchema,
  ResponseStatus,
  WorkerRequestSchema,
} from "../../wire/index.ts";
import { type Language, messageText } from "./message-text.ts";

const languages: readonly Language[] = ["request", "response", "worker-request", "worker-response"];

test("any bytes are told in one bounded line, whatever they are", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      fc.uint8Array({ maxLength: 400 }),
      (language, bytes) => {
        const { summary, content } = messageText(language, bytes);
        expect(summary.length).toBeLessThan(1_000);
        expect(content.length).toBeLessThanOrEqual(1_601);
      },
    ),
    { numRuns: 500 },
  );
});

describe("a request", () => {
  const { DETAIL_BACKEND } = MetricDetail;
  test.each<[Request["requestType"], string]>([
    [{ case: undefined }, "no verb"],
    [
      {
        case: "setMetricDetail",
        value: lease({ clientId: "a", detail: DETAIL_BACKEND, ttlSeconds: 60 }),
      },
      'apply "a", backend, 60 s',
    ],
    [
      { case: "setMetricDetail", value: lease({ clientId: "a", detail: 9 }) },
      'apply "a", 9, no ttl',
    ],
    [{ case: "setMetricDetail", value: lease({ clientId: "a", clear: true }) }, 'clear "a"'],
    [{ case: "saveState", value: "/tmp/s" }, 'saveState "/tmp/s"'],
    [{ case: "upgradeWorker", value: 3 }, "upgradeWorker 3"],
  ])("%j", (requestType, summary) => {
    const request = create(RequestSchema, { requestType });
    expect(messageText("request", encodeRequest(request)).summary).toBe(summary);
    const order = create(WorkerRequestSchema, { id: "0-1", content: request });
    expect(messageText("worker-request", encodeWorkerRequest(order)).summary).toBe(
      `0-1: ${summary}`,
    );
  });
});

test("an id that is very long is cut", () => {
  const order = create(WorkerRequestSchema, { id: "x".repeat(5_000) });
  const { summary } = messageText("worker-request", encodeWorkerRequest(order));
  expect(summary).toBe(`${"x".repeat(90)}…: no content`);
});

test("a reply tells its status, and its message cut short", () => {
  const { FAILURE } = ResponseStatus;
  const reply = create(ResponseSchema, { status: FAILURE, message: "x".repeat(5_000) });
  const { summary, content } = messageText("response", encodeResponse(reply));
  expect(summary).toBe(`FAILURE, "${"x".repeat(89)}…`);
  expect(content).toMatch(/^\{\n {2}"status": "FAILURE"/);
  expect(content).toHaveLength(1_601);
});

function lease(
  fields: object,
): Extract<Request["requestType"], { case: "setMetricDetail" }>["value"] {
  const { requestType } = create(RequestSchema, {
    requestType: { case: "setMetricDetail", value: fields },
  });
  return requestType.value as never;
}
