/** What the benchmark uses of its own packages, which need not be installed for a check of its types. */

declare module "undici" {
  export class Pool {
    constructor(origin: string, options: { connections: number; pipelining: number });
    request(options: { method: string; path: string; headers: Record<string, string>; body?: string }): Promise<{
      readonly statusCode: number;
      readonly body: { text(): Promise<string>; json(): Promise<unknown> };
    }>;
    close(): Promise<void>;
  }
}

declare module "@event-driven-io/emmett-sqlite" {
  export interface PeerEvent {
    readonly type: string;
    readonly data: object;
    readonly metadata?: object;
  }
  export interface PeerConnection {
    command(sql: string, values?: readonly unknown[]): Promise<unknown>;
  }
  export interface PeerStore {
    appendToStream(stream: string, events: PeerEvent[], options?: { expectedStreamVersion: bigint }): Promise<unknown>;
    readStream(stream: string): Promise<{ readonly events: readonly PeerEvent[] }>;
    aggregateStream<State>(
      stream: string,
      options: { evolve(state: State, event: PeerEvent): State; initialState(): State },
    ): Promise<{ readonly state: State }>;
    consumer(options: { pulling: { batchSize: number; pullingFrequencyInMs: number } }): PeerConsumer;
  }
  export interface PeerConsumer {
    processor(options: {
      processorId: string;
      startFrom: "BEGINNING";
      stopAfter(event: PeerEvent): boolean;
      eachMessage(
        event: PeerEvent & { readonly metadata: { readonly streamName: string; readonly messageId: string } },
        context: { readonly connection: PeerConnection },
      ): Promise<void>;
    }): void;
    start(): Promise<void>;
    close(): Promise<void>;
  }
  export function getSQLiteEventStore(options: { fileName: string }): PeerStore;
  export function sqliteConnection(options: { fileName: string }): PeerConnection & {
    querySingle<T>(sql: string): Promise<T | null>;
    close(): void;
  };
}
