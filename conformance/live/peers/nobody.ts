// Whoever answers for those that nobody serves, where a proxy has to ask somebody for every request: 404,
// whatever was asked. It is no origin of the case.
import { once } from "node:events";
import { createServer, type Server } from "node:http";

export interface Nobody {
  readonly host: string;
  readonly port: number;
  end(): void;
}

const loopback = "127.0.0.1";

export async function openNobody(): Promise<Nobody> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(404, { "content-length": "0" });
    response.end();
  });
  server.listen(0, loopback);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens over TCP");
  return {
    host: loopback,
    port: address.port,
    end: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
