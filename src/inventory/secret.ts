const hidden = '(secret)'

/** A value that no print, log line or JSON text shows: only `reveal()` gives it. Made of decrypted and secret variables. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  /** What `node:util` inspect, and so console.log, prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden
  }
}
