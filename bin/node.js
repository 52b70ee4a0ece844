// Prints the path of the Node.js that Kawal runs on, for `npm start`.
import { neededNode } from "./needed-node.js";

console.log(neededNode());
