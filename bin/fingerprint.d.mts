/** SHA-256 over names and contents of all sources that are deployed, and over the compiler’s settings. */
export declare function fingerprint(): string
