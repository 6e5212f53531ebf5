/** SHA-256 over names and contents of all sources that are deployed, and of foundry.toml. */
export declare function fingerprint(): string
