import type { CheckStatusInfo, TaskStatus } from '../../../mesos/messages/task.ts'
import type { CheckDefinition } from './definition.ts'
import type { ProbeResult } from './probe.ts'

/** What the results so far have come to. */
export interface CheckRecord {
  /** No success yet: failures within the grace period do not count. */
  initializing: boolean
  /** One after the other. */
  failures: number
  /** What the framework was told last; absent: nothing yet. */
  healthy?: boolean
  status?: CheckStatusInfo
}

/** What follows from a result. `news`: the framework is to be told. `kill`: why the task must end. */
export interface Judgement {
  readonly news: boolean
  readonly message?: string
  readonly kill?: string
}

const nothing: Judgement = { news: false }

/** `since`: when the task began to run. */
export const judge = (
  definition: CheckDefinition,
  record: CheckRecord,
  result: ProbeResult,
  since: number,
  now: number,
): Judgement => {
  if (result.kind === 'undone') return nothing
  return definition.which === 'check'
    ? judgeCheck(definition, record, result)
    : judgeHealth(definition, record, result, since, now)
}

/** A check tells of changes alone; that it could not be done is one, too. */
const judgeCheck = (definition: CheckDefinition, record: CheckRecord, result: ProbeResult): Judgement => {
  const status = statusOf(definition, result)
  const before = record.status ?? emptyStatus(definition)
  record.status = status
  return { news: JSON.stringify(before) !== JSON.stringify(status) }
}

/** Told are the first success, every change and each failure. */
const judgeHealth = (
  { grace, failures: most }: CheckDefinition,
  record: CheckRecord,
  result: ProbeResult,
  since: number,
  now: number,
): Judgement => {
  const failure = failureOf(result)
  if (failure === undefined) {
    const news = record.healthy !== true
    Object.assign(record, { initializing: false, failures: 0, healthy: true })
    return { news }
  }
  if (record.initializing && grace > 0 && now - since <= grace) return nothing
  record.failures += 1
  record.healthy = false
  const message = `Health check failed: ${failure}`
  return { news: true, message, ...(record.failures >= most ? { kill: message } : {}) }
}

const failureOf = (result: ProbeResult): string | undefined => {
  switch (result.kind) {
    case 'command':
      return result.exitCode === 0 ? undefined : `the command exited with status ${result.exitCode}`
    case 'http':
      return result.statusCode >= 200 && result.statusCode < 400 ? undefined : `the answer is ${result.statusCode}`
    case 'tcp':
      return result.succeeded ? undefined : (result.message ?? 'no connection')
    case 'failed':
    case 'undone':
      return result.message
  }
}

const types = { command: 'COMMAND', http: 'HTTP', tcp: 'TCP' } as const

/** Before the first result, and where there was none. */
export const emptyStatus = ({ probe: { kind } }: CheckDefinition): CheckStatusInfo => ({
  type: types[kind],
  [kind]: {},
})

const statusOf = (definition: CheckDefinition, result: ProbeResult): CheckStatusInfo => {
  const type = types[definition.probe.kind]
  switch (result.kind) {
    case 'command':
      return { type, command: { exit_code: result.exitCode } }
    case 'http':
      return { type, http: { status_code: result.statusCode } }
    case 'tcp':
      return { type, tcp: { succeeded: result.succeeded } }
    case 'failed':
    case 'undone':
      return emptyStatus(definition)
  }
}

/** Where the results of a task stand that ran before we did: each failure was told, so that they can be counted. Oldest first. */
export const recordFrom = (definition: CheckDefinition, statuses: readonly TaskStatus[]): CheckRecord => {
  const told = statuses.filter(({ healthy }) => healthy !== undefined)
  const healthy = told.at(-1)?.healthy
  const sound = told.findLastIndex(status => status.healthy === true)
  const failed = told.slice(sound + 1).filter(({ reason }) => reason === 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED')
  const status = definition.which === 'check' ? statuses.findLast(one => one.check_status)?.check_status : undefined
  if (definition.which === 'check') return { initializing: true, failures: 0, ...(status ? { status } : {}) }
  return { initializing: sound < 0, failures: failed.length, ...(healthy === undefined ? {} : { healthy }) }
}
