export { end as default } from "./host.mjs";
