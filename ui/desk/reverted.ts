/**
 * Reverted: a contract said no before anything was sent. Apart from what reads contracts, so that whoever only says why
 * something didn't happen needn't load that.
 * @module
 */
export class Reverted extends Error {
  /** The name of the contract's error, where it gave one. */
  readonly code: string | undefined
  constructor(code: string | undefined, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'Reverted'
    this.code = code
  }
}
