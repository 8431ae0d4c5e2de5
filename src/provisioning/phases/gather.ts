import { randomBytes } from 'node:crypto'
import type { Command, CommandResult, Connection } from '../../transport/connection.ts'
import { apart, together } from '../../transport/together.ts'
import { type FactKind, type FactRequest, type Facts, requestId } from '../model/fact.ts'
import { factsFrom } from '../planner/facts-needed.ts'

/** The answers of one host to all these questions, in one round trip. */
export const gather = async (connection: Connection, requests: readonly FactRequest[]): Promise<Facts> => {
  const askings = askingsFor(requests)
  const results = await runAll(
    connection,
    askings.map(({ command }) => command),
  )
  return factsFrom(
    new Map(
      askings.flatMap(({ requests: asked, read }, index) => {
        const values = read(results[index]!)
        return asked.map((request, at) => [requestId(request), values[at]] as const)
      }),
    ),
  )
}

/** Those that may take long are not kept together with others, and where one ends the shell of all, each is asked by itself. */
const runAll = async (connection: Connection, commands: readonly Command[]): Promise<readonly CommandResult[]> => {
  if (commands.length < 2 || commands.some(({ timeoutMs }) => timeoutMs !== undefined))
    return connection.runAll(commands)
  const nonce = randomBytes(16).toString('hex')
  const said = await connection.run(together(commands, nonce))
  return apart(said, nonce, commands.length) ?? connection.runAll(commands)
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
    fact.batch === undefined ? same.map(alone) : [inBatch(fact.batch, same)],
  )
}

const alone = (request: FactRequest): Asking => ({
  requests: [request],
  command: request.fact.command(request.args),
  read: result => [request.fact.read(result, request.args)],
})

const inBatch = (batch: NonNullable<FactKind<any, unknown>['batch']>, requests: readonly FactRequest[]): Asking => {
  const all = requests.map(({ args }) => args)
  return { requests, command: batch.command(all), read: result => batch.read(result, all) }
}
