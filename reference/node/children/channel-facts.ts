// How a worker sees the connection that it did not listen for: its master's channel.

import type { AcceptFacts, NodeName } from "../../host.ts";

/** Listener 0 is nobody's: the channel comes with the worker. */
export function channelFacts(worker: NodeName, master: NodeName): AcceptFacts {
  return {
    listener: 0,
    local: { kind: "node", node: worker },
    remote: { kind: "node", node: master },
    credentials: undefined,
  };
}
