import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import type { UUID } from "@eventstore/db-client/generated/shared_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { BatchAppendResp, ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { FakeLog, LoggedEvent } from "./fake-log.js";

/** @param result the last event of the append, or the revision at which its stream stands instead */
export function answer(
  correlation: UUID,
  stream: string,
  expected: number,
  result: LoggedEvent | number,
): BatchAppendResp {
  const response = new streams.BatchAppendResp().setCorrelationId(correlation).setStreamIdentifier(named(stream));
  if (typeof result !== "number")
    return response.setSuccess(
      new streams.BatchAppendResp.Success()
        .setCurrentRevision(String(result.revision))
        .setPosition(
          new shared.AllStreamPosition()
            .setCommitPosition(String(result.position))
            .setPreparePosition(String(result.position)),
        ),
    );
  const conflict = new shared.WrongExpectedVersion();
  if (result < 0) conflict.setCurrentNoStream(new empty.Empty());
  else conflict.setCurrentStreamRevision(String(result));
  if (expected < 0) conflict.setExpectedNoStream(new empty.Empty());
  else conflict.setExpectedStreamPosition(String(expected));
  const details = new any.Any();
  details.pack(conflict.serializeBinary(), "event_store.client.WrongExpectedVersion");
  return response.setError(new statuses.Status().setDetails(details));
}

export function readEvent(event: LoggedEvent): ReadResp {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(named(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(Uint8Array.from(event.data));
  record.getMetadataMap().set("type", event.type).set("content-type", event.contentType).set("created", "0");
  return new streams.ReadResp().setEvent(
    new streams.ReadResp.ReadEvent().setEvent(record).setCommitPosition(String(event.position)),
  );
}

export function checkpoint(position: number): ReadResp {
  const told = new streams.ReadResp.Checkpoint();
  return new streams.ReadResp().setCheckpoint(
    told.setCommitPosition(String(position)).setPreparePosition(String(position)),
  );
}

export function streamNotFound(stream: string): ReadResp {
  return new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(named(stream)),
  );
}

/**
 * What a request asks for. From a position the server reads forwards with it, backwards and in subscriptions without.
 */
export function selection(request: ReadReq, log: FakeLog) {
  const options = request.getOptions()!;
  const backwards = options.getReadDirection() === 1;
  const count = Number(options.getCount());
  const regex = options.getFilter()?.getStreamIdentifier()?.getRegex();
  const filter = regex === undefined ? undefined : new RegExp(regex);
  const takes = (event: LoggedEvent) => filter?.test(event.stream) ?? true;
  const ordered = backwards ? log.events.toReversed() : log.events;
  if (options.hasStream()) {
    const of = options.getStream()!;
    const stream = Buffer.from(of.getStreamIdentifier()!.getStreamName_asU8()).toString();
    const from = of.hasRevision() ? Number(of.getRevision()) : 0;
    const events = ordered.filter((event) => event.stream === stream && event.revision >= from).slice(0, count);
    return { stream, events, takes, after: -1 };
  }
  const position = options.getAll()!.getPosition();
  const at = position === undefined ? undefined : Number(position.getCommitPosition());
  const events = ordered
    .filter((event) => at === undefined || (backwards ? event.position < at : event.position >= at))
    .slice(0, count);
  return { stream: undefined, events, takes, after: at ?? -1 };
}

function named(stream: string) {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString("base64"));
}
