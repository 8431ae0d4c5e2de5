import { keepResources } from '../operations/keep.ts'
import { settleOperation } from '../operations/operation-streams.ts'
import { failed } from '../operations/outdate-launches.ts'
import { withoutOperation } from '../operations/plan.ts'
import type { Transition } from './transition.ts'

/** It is done, or it could not be: a volume's disk may be full, away or not ours to write. */
export const operationKept: Transition<'operation-kept'> = (state, { uuid, problem }) => {
  const held = state.operations.get(uuid)
  if (held === undefined) return []
  if (problem === undefined) return settleOperation(state, held, { state: 'OPERATION_FINISHED' })
  state.checkpointedResources = withoutOperation(state, held.operation.info)
  return [
    { kind: 'log', level: 'error', message: `an operation failed: ${problem}` },
    keepResources(state),
    ...settleOperation(state, held, { state: 'OPERATION_FAILED', message: problem }),
    ...failed(state, held.operation.info),
  ]
}
