import type { RegisterSlaveMessage, ReregisterSlaveMessage } from '../../../mesos/messages/internal-agent.ts'
import { validateResources } from '../../../mesos/resources/validate.ts'
import { validateId, validateRoles } from '../../../mesos/roles.ts'
import { rolesOf } from './framework.ts'
import { firstProblem, type Rule, repeated } from './rule.ts'

/** What is wrong with an agent's first word: src/master/validation.cpp, registerSlave. */
export const validateRegistration = (message: RegisterSlaveMessage): string | undefined =>
  firstProblem([...common, ...first], message)

/** And with that of one that comes back, about what runs on it: reregisterSlave. */
export const validateReregistration = (message: ReregisterSlaveMessage): string | undefined =>
  firstProblem([...common, ...again], message)

const common: readonly Rule<RegisterSlaveMessage | ReregisterSlaveMessage>[] = [
  ({ agent }) => agent.id && validateId(agent.id.value),
  ({ agent }) => validateResources(agent.resources ?? []),
  ({ checkpointed_resources }) => validateResources(checkpointed_resources ?? []),
]

const first: readonly Rule<RegisterSlaveMessage>[] = [
  ({ agent, checkpointed_resources = [] }) =>
    checkpointed_resources.length > 0 && !agent.checkpoint
      ? 'it has checkpointed resources and does not checkpoint'
      : undefined,
]

const again: readonly Rule<ReregisterSlaveMessage>[] = [
  ({ frameworks = [] }) => {
    for (const framework of frameworks) {
      const problem = validateId(framework.id?.value ?? '') ?? validateRoles(rolesOf(framework))
      if (problem) return `one of its frameworks: ${problem}`
    }
    const twice = repeated(frameworks.map(({ id }) => id!.value))
    return twice === undefined ? undefined : `it names framework '${twice}' twice`
  },
  ({ executor_infos = [], frameworks = [] }) => {
    const known = new Set(frameworks.map(({ id }) => id?.value))
    for (const { framework_id, executor_id, resources } of executor_infos) {
      const problem = validateId(executor_id.value) ?? validateResources(resources ?? [])
      if (problem) return `executor '${executor_id.value}': ${problem}`
      if (!known.has(framework_id?.value))
        return `executor '${executor_id.value}' is of a framework that it does not name`
    }
    const twice = repeated(executor_infos.map(executorKey))
    return twice === undefined ? undefined : `it names executor '${twice}' twice`
  },
  ({ agent, tasks = [], executor_infos = [], frameworks = [] }) => {
    const known = new Set(frameworks.map(({ id }) => id?.value))
    const executors = new Set(executor_infos.map(executorKey))
    for (const { task_id, agent_id, framework_id, executor_id, state, resources } of tasks) {
      const wrong = (what: string) => `task '${task_id.value}' ${what}`
      const problem = validateId(task_id.value) ?? validateResources(resources ?? [])
      if (problem) return wrong(problem)
      if (agent_id.value !== agent.id?.value) return wrong('is of another agent')
      if (!known.has(framework_id.value)) return wrong('is of a framework that it does not name')
      if (executor_id && state === 'TASK_RUNNING' && !executors.has(executorKey({ framework_id, executor_id }))) {
        return wrong('runs in an executor that it does not name')
      }
    }
    return undefined
  },
]

const executorKey = (executor: { framework_id?: { value: string }; executor_id: { value: string } }): string =>
  `${executor.framework_id?.value} ${executor.executor_id.value}`
