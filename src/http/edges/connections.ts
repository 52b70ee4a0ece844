import type { FastifyInstance } from "fastify";
import type { Socket } from "node:net";
import { LIMITS } from "../../limits.js";

const { connections, idleConnections, closingMs } = LIMITS;

/**
 * Bounds how many connections there are. A new one takes the place of the one that has been idle for longest: that has
 * sent nothing, or half a request, or has its answer. So silent connections, however many, keep nobody out.
 */
export function boundConnections(fastify: FastifyInstance): void {
  const { server } = fastify;
  const idle = new Set<Socket>();
  server.maxConnections = connections.most;
  server.on("connection", (socket) => {
    idle.add(socket);
    socket.once("close", () => idle.delete(socket));
    const [oldest] = idle;
    if (idle.size > idleConnections.most) oldest!.destroy();
  });
  server.prependListener("request", ({ socket }, response) => {
    idle.add(socket);
    response.once("close", () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
  // Only now is the body there; whoever sends a file is not known before.
  fastify.addHook("preHandler", ({ raw }, _reply, done) => {
    idle.delete(raw.socket);
    done();
  });
}

/** Sends the last bytes of a connection. A caller who does not close it too, or does not read, is cut off. */
export function endConnection(socket: Socket, bytes: string): void {
  const late = setTimeout(() => socket.destroy(), closingMs.most);
  socket.once("close", () => clearTimeout(late));
  socket.end(bytes);
}
