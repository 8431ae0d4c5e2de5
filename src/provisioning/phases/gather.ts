import type { Connection } from '../../transport/connection.ts'
import { type Facts, requestId } from '../model/fact.ts'
import type { Operation } from '../model/operation.ts'
import { factsFrom, factsNeeded } from '../planner/facts-needed.ts'

/** All that the operations need to know of one host, in one round trip. */
export const gather = async (connection: Connection, operations: readonly Operation[]): Promise<Facts> => {
  const requests = factsNeeded(operations)
  const results = await connection.runAll(requests.map(({ fact, args }) => fact.command(args)))
  return factsFrom(
    new Map(
      requests.map((request, index) => [requestId(request), request.fact.read(results[index]!, request.args)] as const),
    ),
  )
}
