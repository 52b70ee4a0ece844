import { get, type ClientRequest, type IncomingMessage } from "node:http";

export interface LiveEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: Record<string, unknown>;
}

export interface LiveRequest {
  readonly token: string;
  /** `cases/live?since=…`. */
  readonly path: string;
  readonly lastEventId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of a live stream, which remembers all that it was told. */
export class LiveReader {
  readonly events: LiveEvent[] = [];
  /** As a browser keeps it. */
  lastEventId: string | undefined;
  ended = false;
  #text = "";
  #id: string | undefined;
  readonly #waiting = new Set<() => void>();

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    const end = () => {
      this.ended = true;
      this.#wake();
    };
    response.on("close", end).on("error", end);
  }

  /** @returns once the headers of the answer are there, whatever its status */
  static open(url: string, { token, path, lastEventId, headers = {} }: LiveRequest): Promise<LiveReader> {
    return new Promise((resolve, reject) => {
      const request = get(
        `${url}/api/v1/${path}`,
        {
          agent: false,
          headers: {
            authorization: `Bearer ${token}`,
            ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
            ...headers,
          },
        },
        (response) => resolve(new LiveReader(request, response)),
      );
      request.on("error", reject);
    });
  }

  get status(): number {
    return this.response.statusCode!;
  }

  /** What was told of subjects, in order. */
  get changes(): LiveEvent["data"][] {
    return this.events.filter(({ event }) => event === "changed").map(({ data }) => data);
  }

  /** Ids of the subjects that it was told of, in order. */
  get ids(): unknown[] {
    return this.changes.map(({ id }) => id);
  }

  /** The rest of an answer that is no stream. */
  async problem(): Promise<{ readonly type: string; readonly errors?: { readonly field: string }[] }> {
    await this.until(() => this.ended);
    return JSON.parse(this.#text) as never;
  }

  /** Resolves once it holds; the limit of the test bounds it. */
  async until(condition: (reader: this) => boolean): Promise<this> {
    while (!condition(this)) {
      if (this.ended) throw new Error(`the stream ended: ${JSON.stringify(this.events.at(-1))}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this;
  }

  told(id: string): Promise<this> {
    return this.until(({ ids }) => ids.includes(id));
  }

  named(event: string): Promise<this> {
    return this.until(({ events }) => events.some((each) => each.event === event));
  }

  /** Waits for the end that the service makes, and tells its reason. */
  async end(): Promise<unknown> {
    await this.until(() => this.ended);
    return this.events.find(({ event }) => event === "end")?.data["reason"];
  }

  /** Breaks the connection. */
  close(): void {
    this.request.destroy();
  }

  #take(text: string): void {
    this.#text += text;
    if (this.response.headers["content-type"] !== "text/event-stream") return;
    for (let end; (end = this.#text.indexOf("\n\n")) >= 0; this.#text = this.#text.slice(end + 2))
      this.#dispatch(this.#text.slice(0, end));
    this.#wake();
  }

  #dispatch(block: string): void {
    let event = "message";
    let data: string | undefined;
    for (const line of block.split("\n")) {
      const [, field, value] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
      if (field === "event") event = value!;
      else if (field === "id") this.#id = value!;
      else if (field === "data") data = value!;
    }
    this.lastEventId = this.#id;
    if (data !== undefined)
      this.events.push({ event, id: this.#id ?? null, data: JSON.parse(data) as LiveEvent["data"] });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
