import type { EventEmitter } from "node:events";
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import features from "@eventstore/db-client/generated/serverfeatures_pb.js";
import featuresService from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import streamsService from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { FakeLog, type FakeEvent } from "./fake-log.js";
import { answer, checkpoint, readEvent, selection, streamNotFound } from "./fake-messages.js";

/** What is to go wrong; each fault is met once, by the next call of its kind. */
export interface Faults {
  /** Handshakes refused with PERMISSION_DENIED. */
  features: number;
  /**
   * `lost`: stored, but never answered. `ended`: the server ends the stream well. `cut`: UNAVAILABLE, stored nothing.
   * `stalled`: from now on the server takes nothing off this connection's stream of appends. `cut-late`: UNAVAILABLE,
   * once the test releases it. `answered-late`: stored, and answered once the test releases it.
   */
  appends: ("hang" | "stalled" | "cut-late" | "answered-late" | "lost" | "ended" | "cut" | "not-leader")[];
  /** `half`: an event, and then nothing. */
  reads: ("hang" | "half" | "cut" | "denied")[];
  subscriptions: SubscriptionFault[];
  /** Subscriptions get what was filtered out, too. */
  unfiltered: boolean;
}

export interface SubscriptionFault {
  /** After so many events. */
  readonly after: number;
  readonly what: "end" | "cut" | "silence" | "checkpoint-ahead" | "repeat";
}

/**
 * An EventStoreDB in memory that speaks the client's own protocol, as far as Kawal needs it, and fails as it is told.
 */
export class FakeServer {
  readonly faults: Faults = { features: 0, appends: [], reads: [], subscriptions: [], unfiltered: false };
  /** Calls that arrived. */
  readonly seen = { features: 0, appends: 0, reads: 0, subscriptions: 0, subscriptionsOpen: 0, eventsSent: 0 };
  /** What the server does to late appends when it is called, in the order in which they came. */
  readonly late: (() => void)[] = [];
  port = 0;
  #server: Server | undefined;

  constructor(readonly log = new FakeLog()) {}

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Listens; after `kill` on the same port, with the same log. */
  async start(): Promise<this> {
    const server = new Server();
    server.addService(featuresService.ServerFeaturesService, this.#featuresCalls());
    server.addService(streamsService.StreamsService, this.#streamsCalls());
    this.port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    this.#server = server;
    return this;
  }

  kill(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Resolves when nobody is connected any more. */
  drain(): Promise<void> {
    return new Promise((resolve, reject) => this.#server!.tryShutdown((error) => (error ? reject(error) : resolve())));
  }

  #featuresCalls(): UntypedServiceImplementation {
    return {
      getSupportedMethods: (_call: unknown, done: (error: object | null, value?: object) => void) => {
        this.seen.features++;
        if (this.faults.features-- > 0) return done({ code: status.PERMISSION_DENIED, details: "denied" });
        const method = new features.SupportedMethod()
          .setServiceName("event_store.client.streams.Streams")
          .setMethodName("BatchAppend");
        done(null, new features.SupportedMethods().setMethodsList([method]).setEventStoreServerVersion("23.10.7"));
      },
    };
  }

  #streamsCalls(): UntypedServiceImplementation {
    return {
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
        call.on("data", (request: BatchAppendReq) => this.#append(call, request));
        call.on("end", () => call.end());
        call.on("error", () => undefined);
      },
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        call.on("error", () => undefined);
        if (call.request.getOptions()!.hasSubscription()) this.#subscribe(call);
        else this.#read(call);
      },
    } as unknown as UntypedServiceImplementation;
  }

  #append(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>, request: BatchAppendReq): void {
    this.seen.appends++;
    const fault = this.faults.appends.shift();
    if (fault === "stalled") call.pause();
    if (fault === "cut-late") this.late.push(() => fail(call, status.UNAVAILABLE));
    if (fault === "hang" || fault === "stalled" || fault === "cut-late") return;
    if (fault === "cut") return fail(call, status.UNAVAILABLE);
    if (fault === "not-leader") return fail(call, status.NOT_FOUND, this.#leaderIsHere());
    const options = request.getOptions()!;
    const stream = Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString();
    const expected = options.hasNoStream() ? -1 : Number(options.getStreamPosition());
    const events = request.getProposedMessagesList().map((message): FakeEvent => ({
      id: message.getId()!.getString(),
      type: message.getMetadataMap().get("type")!,
      contentType: message.getMetadataMap().get("content-type")!,
      data: Uint8Array.from(message.getData_asU8()),
    }));
    const result = this.log.append(stream, expected, events);
    if (fault === "lost") return;
    if (fault === "ended") return void call.end();
    const answers = () => call.write(answer(request.getCorrelationId()!, stream, expected, result));
    if (fault === "answered-late") this.late.push(answers);
    else answers();
  }

  #leaderIsHere(): Metadata {
    const metadata = new Metadata();
    metadata.set("exception", "not-leader");
    metadata.set("leader-endpoint-host", "127.0.0.1");
    metadata.set("leader-endpoint-port", String(this.port));
    return metadata;
  }

  #read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    this.seen.reads++;
    const fault = this.faults.reads.shift();
    if (fault === "hang") return;
    if (fault === "cut") return fail(call, status.UNAVAILABLE);
    if (fault === "denied") {
      const metadata = new Metadata();
      metadata.set("exception", "access-denied");
      return fail(call, status.PERMISSION_DENIED, metadata);
    }
    const { stream, events } = selection(call.request, this.log);
    if (stream !== undefined && this.log.revision(stream) < 0) call.write(streamNotFound(stream));
    else
      for (const event of events) {
        call.write(readEvent(event));
        if (fault === "half") return;
      }
    call.end();
  }

  #subscribe(call: ServerWritableStream<ReadReq, ReadResp>): void {
    this.seen.subscriptions++;
    this.seen.subscriptionsOpen++;
    const fault = this.faults.subscriptions.shift();
    const { takes, after } = selection(call.request, this.log);
    let last = after;
    let sent = 0;
    let full = false;
    let over = false;
    const pump = () => {
      if (full || over) return;
      for (const event of this.log.events) {
        if (event.position <= last || !(takes(event) || this.faults.unfiltered)) continue;
        if (fault && sent === fault.after && fault.what !== "repeat") {
          over = true;
          if (fault.what === "end") call.end();
          if (fault.what === "cut") fail(call, status.UNAVAILABLE);
          if (fault.what === "checkpoint-ahead") {
            // Once it has left.
            call.write(checkpoint(this.log.events.at(-1)!.position), () => fail(call, status.UNAVAILABLE));
          }
          return;
        }
        if (fault?.what === "repeat" && sent === fault.after)
          for (const before of this.log.events)
            if (before.position <= last && takes(before)) call.write(readEvent(before));
        last = event.position;
        sent++;
        this.seen.eventsSent++;
        if (!call.write(readEvent(event))) {
          full = true;
          call.once("drain", () => {
            full = false;
            pump();
          });
          return;
        }
      }
    };
    this.log.grown.on("event", pump);
    call.on("close", () => {
      this.seen.subscriptionsOpen--;
      this.log.grown.off("event", pump);
    });
    pump();
  }
}

function fail(call: EventEmitter, code: status, metadata = new Metadata()): void {
  call.emit("error", { code, details: "as told", metadata });
}
