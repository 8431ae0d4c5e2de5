import { MantlError } from '../../errors.ts'
import { type FactKind, type FactRequest, type Facts, requestId } from '../model/fact.ts'
import type { Operation } from '../model/operation.ts'

/** Each question of these operations once, in the order in which they first come up. */
export const factsNeeded = (operations: readonly Operation[]): readonly FactRequest[] =>
  distinct(operations.flatMap(({ needs }) => needs))

export const distinct = (requests: readonly FactRequest[]): readonly FactRequest[] => [
  ...new Map(requests.map(request => [requestId(request), request])).values(),
]

/** `answers`: by request id. */
export const factsFrom = (answers: ReadonlyMap<string, unknown>): Facts => ({
  get: <Args, Value>(fact: FactKind<Args, Value>, args: Args): Value => {
    const id = requestId({ fact, args })
    if (!answers.has(id))
      throw new MantlError('fact.not_gathered', `the question ${id} was never announced in an operation's needs`)
    return answers.get(id) as Value
  },
})
