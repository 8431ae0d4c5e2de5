import type { Truth } from '../invariants/invariant.ts'
import type { Timeline } from '../timeline.ts'
import type { Operator } from './operator.ts'
import type { Operation } from './plan.ts'

/** Has the operator do at its time what is planned. An agent is meant under the id that it has then. */
export const operate = (
  operator: Operator,
  operations: readonly Operation[],
  truth: Truth,
  timeline: Timeline,
): void => {
  for (const operation of operations) timeline.after(operation.at, () => begin(operator, operation, truth))
}

const begin = (operator: Operator, operation: Operation, { agents, frameworks }: Truth): void => {
  switch (operation.kind) {
    case 'mark-gone': {
      const agentId = agents[operation.agent]?.state?.info.id?.value
      if (agentId === undefined) return
      return operator.ask(`mark-gone ${agentId}`, () => request => ({ kind: 'mark-agent-gone', agentId, request }))
    }
    case 'teardown': {
      const frameworkId = frameworks[operation.framework]?.state.id
      if (frameworkId === undefined) return
      return operator.ask(`teardown ${frameworkId}`, () => request => ({ kind: 'teardown', frameworkId, request }))
    }
  }
}
