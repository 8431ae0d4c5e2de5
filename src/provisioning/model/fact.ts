import type { Command, CommandResult } from '../../transport/connection.ts'

/**
 * A question about a host: a command that changes nothing, and how to read its answer. `id` of arguments tells one
 * question from another, so that the same one is asked once a host however many operations need it.
 */
export interface FactKind<Args, Value> {
  readonly name: string
  command(args: Args): Command
  /** Throws MantlError `fact.unreadable` for an answer that makes no sense. */
  read(result: CommandResult, args: Args): Value
  /** What it is about, as people call it: `the file /etc/x`. */
  subject(args: Args): string
  /** What of an answer a saved plan rests on; default all of it. */
  lasting?(value: Value): unknown
  /** Whoever knew the answer could find out a secret by guessing. */
  revealing?(args: Args): boolean
  /** How several of these questions are asked at once: on a host a process costs more than most answers. Absent: one by one. */
  readonly batch?: FactBatch<Args, Value>
}

export interface FactBatch<Args, Value> {
  command(all: readonly Args[]): Command
  /** The answers in the order of the questions. Throws as a fact's own `read` does. */
  read(result: CommandResult, all: readonly Args[]): readonly Value[]
}

/** A fact that is asked by its batch only; a single question is a batch of one. */
export const batched = <Args, Value>(
  kind: Omit<FactKind<Args, Value>, 'command' | 'read'> & { readonly batch: FactBatch<Args, Value> },
): FactKind<Args, Value> => ({
  ...kind,
  command: args => kind.batch.command([args]),
  read: (result, args) => kind.batch.read(result, [args])[0]!,
})

export interface FactRequest {
  readonly fact: FactKind<any, unknown>
  readonly args: unknown
}

export const ask = <Args>(fact: FactKind<Args, any>, args: Args): FactRequest => ({ fact, args })

export const requestId = ({ fact, args }: FactRequest): string => `${fact.name} ${JSON.stringify(args)}`

/** What was gathered from one host. `get` throws MantlError `fact.not_gathered` for a question that no `needs` announced. */
export interface Facts {
  get<Args, Value>(fact: FactKind<Args, Value>, args: Args): Value
}
