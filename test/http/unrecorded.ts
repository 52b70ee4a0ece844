import { Gate } from "../../src/access/gate.js";
import type { ReadLog } from "../../src/log-of-reads/read-log.js";
import type { Sight } from "../../src/access/sight.js";
import { ReadRecording } from "../../src/log-of-reads/recording.js";
import { WayOut } from "../../src/http/way-out.js";

/**
 * The way out as the service has it, with no log of reads behind but `record`. Without a sight, nothing is out of it.
 */
export function unrecorded(
  sight: Pick<Sight, "concealedAmong"> = { concealedAmong: async () => new Set() },
  record: ReadLog["record"] = async () => undefined,
): {
  provide: typeof WayOut;
  useValue: WayOut;
} {
  const recording = new ReadRecording({ record });
  return { provide: WayOut, useValue: new WayOut(new Gate(sight), recording) };
}
