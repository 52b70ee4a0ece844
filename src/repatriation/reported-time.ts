import { dateIn, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";

/** The time of an event as a command reports it for another stream: neither more exact nor less. */
export function reportedTimeOf({ earliest, latest, precision, zone, conflict }: OccurredAt): ReportedTime {
  const disputed = conflict ? { conflict } : {};
  if (earliest === null) return { zone, ...disputed, ...(latest !== null && { until: latest }) };
  switch (precision) {
    case "DAY":
      return { date: dateIn(zone, earliest), zone, ...disputed };
    case "MONTH":
      return { date: dateIn(zone, earliest).slice(0, 7), zone, ...disputed };
    case "YEAR":
      return { date: dateIn(zone, earliest).slice(0, 4), zone, ...disputed };
    default:
      return { date: earliest, zone, ...disputed, ...(latest !== null && latest !== earliest && { until: latest }) };
  }
}
