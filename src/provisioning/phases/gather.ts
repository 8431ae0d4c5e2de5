import { randomBytes } from 'node:crypto'
import { MantlError } from '../../errors.ts'
import type { Command, CommandResult, Connection } from '../../transport/connection.ts'
import { apart, together } from '../../transport/together.ts'
import { type FactKind, type FactRequest, type Facts, requestId } from '../model/fact.ts'
import { factsFrom } from '../planner/facts-needed.ts'

/** Nothing that is only looked at takes so long, but on a host where something hangs. Milliseconds. */
const patience = 60_000

/** The answers of one host to all these questions, in one round trip. Throws `fact.no_answer`: half an answer is none, for it would be acted upon. */
export const gather = async (
  connection: Connection,
  requests: readonly FactRequest[],
  patienceMs: number = patience,
): Promise<Facts> => {
  const askings = askingsFor(requests)
  const results = await runAll(
    connection,
    askings.map(({ command }) => command),
    patienceMs,
  )
  const unanswered = askings.find(({ command }, index) => results[index]!.timedOut && command.timeoutMs === undefined)
  if (unanswered !== undefined) throw noAnswer(connection.host, unanswered.requests, patienceMs)
  return factsFrom(
    new Map(
      askings.flatMap(({ requests: asked, read }, index) => {
        const values = read(results[index]!)
        return asked.map((request, at) => [requestId(request), values[at]] as const)
      }),
    ),
  )
}

const noAnswer = (host: string, [first, ...others]: readonly FactRequest[], patienceMs: number): MantlError => {
  const subject = first!.fact.subject(first!.args)
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return new MantlError('fact.no_answer', `${host} did not say in ${patienceMs / 1000} s: ${subject}${more}`, {
    hint: 'something hangs there: a disk, a network file system, systemd',
    retryable: true,
  })
}

/** Those that may take long are not kept together with others, and where one ends the shell of all, or hangs, each is asked by itself. */
const runAll = async (
  connection: Connection,
  commands: readonly Command[],
  timeoutMs: number,
): Promise<readonly CommandResult[]> => {
  const each = commands.map(command => ({ timeoutMs, ...command }))
  if (commands.length < 2 || commands.some(command => command.timeoutMs !== undefined)) return connection.runAll(each)
  const nonce = randomBytes(16).toString('hex')
  const said = await connection.run({ ...together(commands, nonce), timeoutMs })
  return apart(said, nonce, commands.length) ?? connection.runAll(each)
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
