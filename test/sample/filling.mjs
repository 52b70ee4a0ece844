// A process that fills a sample store until it is killed: right after so many appends that begin with a type.
import { openEmbedded } from "../../dist/engines/embedded.js";
import { loadRegions } from "../../dist/places/regions.js";
import { fillSample } from "../../dist/sample/fill-sample.js";

const [, , data, people, type, count] = process.argv;
await loadRegions();
const engines = await openEmbedded({ data, masterKeyFile: null }, Number(people));
const { eventStore } = engines;
let left = Number(count);
const append = eventStore.append.bind(eventStore);
eventStore.append = async (stream, expected, events) => {
  const number = await append(stream, expected, events);
  if (events[0].type === type && --left === 0) process.kill(process.pid, "SIGKILL");
  return number;
};
await fillSample(engines, Number(people));
await engines.close();
