/** Which store, as the environment says. */
export interface StoreConfig {
  readonly engines: EmbeddedSettings | ClusterSettings;
  /** Number of invented people; null for a store of real ones. */
  readonly sample: number | null;
}

export interface EmbeddedSettings {
  readonly profile: "embedded";
  /** Folder of the store. */
  readonly data: string;
  /** File of the master key; null for the sample's own, which protects nothing. */
  readonly masterKeyFile: string | null;
  /** A command that prints the master key, instead of a file. */
  readonly masterKeyCommand?: string;
}

export interface ClusterSettings {
  readonly profile: "cluster";
  /** Connection string of EventStoreDB or KurrentDB, credentials included. */
  readonly eventStore: string;
  /** Connection string of MongoDB, credentials and the name of the database included. */
  readonly mongodb: string;
  readonly masterKeyFile: string | null;
  readonly masterKeyCommand?: string;
}
