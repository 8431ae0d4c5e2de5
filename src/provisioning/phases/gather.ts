import type { Command, CommandResult, Connection } from '../../transport/connection.ts'
import { type FactKind, type FactRequest, type Facts, requestId } from '../model/fact.ts'
import { factsFrom } from '../planner/facts-needed.ts'

/** The answers of one host to all these questions, in one round trip. */
export const gather = async (connection: Connection, requests: readonly FactRequest[]): Promise<Facts> => {
  const askings = askingsFor(requests)
  const results = await connection.runAll(askings.map(({ command }) => command))
  return factsFrom(
    new Map(
      askings.flatMap(({ requests: asked, read }, index) => {
        const values = read(results[index]!)
        return asked.map((request, at) => [requestId(request), values[at]] as const)
      }),
    ),
  )
}

/** One command and the questions that it answers. */
interface Asking {
  readonly requests: readonly FactRequest[]
  readonly command: Command
  read(result: CommandResult): readonly unknown[]
}

const askingsFor = (requests: readonly FactRequest[]): readonly Asking[] => {
  const kinds = new Map<FactKind<any, unknown>, FactRequest[]>()
  for (const request of requests) {
    const same = kinds.get(request.fact)
    if (same) same.push(request)
    else kinds.set(request.fact, [request])
  }
  return [...kinds].flatMap(([fact, same]) =>
    fact.batch === undefined ? same.map(alone) : [together(fact.batch, same)],
  )
}

const alone = (request: FactRequest): Asking => ({
  requests: [request],
  command: request.fact.command(request.args),
  read: result => [request.fact.read(result, request.args)],
})

const together = (batch: NonNullable<FactKind<any, unknown>['batch']>, requests: readonly FactRequest[]): Asking => {
  const all = requests.map(({ args }) => args)
  return { requests, command: batch.command(all), read: result => batch.read(result, all) }
}
