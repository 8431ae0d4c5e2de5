import type { Connection } from '../../transport/connection.ts'
import { type FactRequest, type Facts, requestId } from '../model/fact.ts'
import { factsFrom } from '../planner/facts-needed.ts'

/** The answers of one host to all these questions, in one round trip. */
export const gather = async (connection: Connection, requests: readonly FactRequest[]): Promise<Facts> => {
  const results = await connection.runAll(requests.map(({ fact, args }) => fact.command(args)))
  return factsFrom(
    new Map(
      requests.map((request, index) => [requestId(request), request.fact.read(results[index]!, request.args)] as const),
    ),
  )
}
