import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Bytes sent as they are, for what no client library would send. */
export async function sendBytes(url: string, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
  });
  for (const piece of pieces) {
    socket.write(piece);
    await setTimeout(10);
  }
  await closed;
  return answer;
}
