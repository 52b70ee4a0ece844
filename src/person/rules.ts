import type { Rule } from "../event-sourcing/deciding/rejection.js";

/** I15 for whoever would come to know of a person, or receive them. */
export const I15: Rule = {
  id: "I15",
  source: "[design] do no harm; UU 27/2022 art. 33, UU 21/2007 art. 44",
  en: "The person asked that this recipient be told nothing, or alleges a wrong by them",
  indonesian:
    "Yang bersangkutan meminta agar penerima ini tidak diberi tahu, atau melaporkannya sebagai terduga pelaku",
};
