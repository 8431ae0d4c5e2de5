/** What a daemon's flag table is made of, and the types that follow from it. PURE. */
export type FlagType = 'string' | 'boolean' | 'integer' | 'double' | 'duration' | 'bytes' | 'path' | 'json'

export interface FlagSpec {
  readonly name: string
  /** Deprecated names, accepted with a warning. */
  readonly aliases?: readonly string[]
  readonly type: FlagType
  /** As a user would write it. */
  readonly default?: string
  readonly meaning: string
  readonly required?: boolean
  /** Known to Mesos, not to us (yet): giving it is an error that says this. Its default may stand. */
  readonly refused?: string
  /** Whoever may see /flags sees that it is given, not what. */
  readonly secret?: boolean
}

/** duration: milliseconds; bytes: a number of bytes; json: the parsed value; path: as given, `file://` included. */
interface TypeOf {
  readonly string: string
  readonly boolean: boolean
  readonly integer: number
  readonly double: number
  readonly duration: number
  readonly bytes: number
  readonly path: string
  readonly json: unknown
}

type ValueOf<S extends FlagSpec> = S extends { default: string } | { required: true }
  ? TypeOf[S['type']]
  : TypeOf[S['type']] | undefined

/** Values by name, typed by the table (declared `as const satisfies readonly FlagSpec[]`). */
export type FlagValues<T extends readonly FlagSpec[]> = { readonly [S in T[number] as S['name']]: ValueOf<S> }

export type ParsedFlags<T extends readonly FlagSpec[]> =
  | {
      readonly kind: 'values'
      readonly values: FlagValues<T>
      /** The form of `/flags`: every flag with a value, as text, by its name, sorted. */
      readonly shown: Readonly<Record<string, string>>
      /** For the log: deprecated names used. */
      readonly warnings: readonly string[]
      /** Which flags were given, rather than left at their default. */
      readonly given: ReadonlySet<string>
    }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  /** All problems at once, each a sentence without a period. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] }

/** One flag as it was given: by which name, in which source. */
export interface GivenFlag {
  readonly spec: FlagSpec
  readonly used: string
  readonly text: string
  /** `--port` or `MESOS_PORT`: how the user wrote it. */
  readonly written: string
}
