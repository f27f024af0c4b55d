// What the gauges of a served proxy read, asked over its command socket as any operator would.

import { connect } from "node:net";
import {
  create,
  decodeResponse,
  encodeRequest,
  FRAME_BYTES_DEFAULT_MAX,
  FrameDecoder,
  frameOf,
  QueryMetricsOptionsSchema,
  RequestSchema,
  type Response,
  ResponseStatus,
} from "../../../wire/index.ts";

/** Over all workers; 0 for one that nobody has moved yet. Throws when the proxy does not answer. */
export async function gaugesOf(
  commandSocket: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const value = create(QueryMetricsOptionsSchema, {
    metricNames: [...names],
    noClusters: true,
    workers: true,
  });
  const request = create(RequestSchema, { requestType: { case: "queryMetrics", value } });
  const { content } = await answerOf(commandSocket, encodeRequest(request));
  const shown = content?.contentType;
  const workers = shown?.case === "metrics" ? Object.values(shown.value.workers) : [];
  return new Map(
    names.map((name) => {
      const rows = workers.map(({ proxy }) => proxy[name]?.inner);
      const values = rows.map((row) => (row?.case === "gauge" ? Number(row.value) : 0));
      return [name, values.reduce((sum, one) => sum + one, 0)];
    }),
  );
}

function answerOf(commandSocket: string, payload: Uint8Array): Promise<Response> {
  return new Promise((resolve, reject) => {
    const frames = new FrameDecoder(FRAME_BYTES_DEFAULT_MAX);
    const socket = connect(commandSocket, () => socket.write(frameOf(payload)));
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("the command socket was closed without an answer"));
    });
    socket.on("data", (bytes) => {
      frames.push(bytes);
      for (let next = frames.next(); next !== undefined; next = frames.next()) {
        const reply = next.kind === "frame" ? decodeResponse(next.payload) : undefined;
        if (reply?.ok !== true) reject(new Error("what the command socket says is no response"));
        else if (reply.message.status !== ResponseStatus.PROCESSING) resolve(reply.message);
        else continue;
        socket.destroy();
        return;
      }
    });
  });
}
