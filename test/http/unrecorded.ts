import { Gate } from "../../src/access/gate.js";
import type { Sight } from "../../src/access/sight.js";
import { ReadRecording } from "../../src/audit/reads/recording.js";
import { WayOut } from "../../src/http/way-out.js";

/** The way out as the service has it, with no log of reads behind. Without a sight, nothing is out of it. */
export function unrecorded(sight: Pick<Sight, "concealedAmong"> = { concealedAmong: async () => new Set() }): {
  provide: typeof WayOut;
  useValue: WayOut;
} {
  const recording = new ReadRecording({ record: async () => undefined });
  return { provide: WayOut, useValue: new WayOut(new Gate(sight), recording) };
}
