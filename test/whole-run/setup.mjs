export { begin as default } from "./host.mjs";
