import type { TaskInfo, TaskStatus } from '../../../mesos/messages/task.ts'
import type { Effect } from '../effects.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import { type CheckDefinition, checkDefinitions } from './definition.ts'
import { type CheckRecord, recordFrom } from './judgement.ts'

/** The checks of a task that runs. */
export interface TaskChecks {
  /** keyOf the container that the task's process is in. */
  readonly containerId: string
  readonly process: ProcessRef
  /** When it began to run, ms since the epoch. */
  readonly since: number
  readonly all: readonly RunningCheck[]
  /** Its container is going: no result counts any more. */
  over?: boolean
}

export interface RunningCheck {
  readonly definition: CheckDefinition
  readonly record: CheckRecord
}

export type Which = CheckDefinition['which']

interface Checked {
  readonly task: { readonly task_id: { readonly value: string }; readonly statuses?: readonly TaskStatus[] }
  readonly info?: TaskInfo
  checks?: TaskChecks
}

/** 0 ≤ chance < 1. */
interface Chance {
  next(): number
}

/**
 * The task runs, now or again after our own restart: its checks go on from where its statuses say they were. Call it after TASK_RUNNING is
 * reported. Those that were due long ago are spread over their interval, so that a thousand tasks found again are not probed at once.
 */
export const startChecks = (
  frameworkId: string,
  held: Checked,
  container: Pick<TaskChecks, 'containerId' | 'process'>,
  random: Chance,
  now: number,
): Effect[] => {
  const definitions = held.info === undefined || held.checks ? [] : checkDefinitions(held.info)
  if (typeof definitions === 'string' || definitions.length === 0) return []
  const statuses = held.task.statuses ?? []
  const first = statuses.find(({ state }) => state === 'TASK_RUNNING')?.timestamp
  const since = first === undefined ? now : first * 1_000
  const all = definitions.map(definition => ({ definition, record: recordFrom(definition, statuses) }))
  held.checks = { ...container, since, all }
  return definitions.map(definition => {
    const wait = since + definition.delay - now
    const after = wait >= 0 ? wait : random.next() * definition.interval
    return checkTimer(frameworkId, held.task.task_id.value, definition.which, after)
  })
}

/** No probe from now on, and the one under way is given up. Also of a task without checks. */
export const stopChecks = (frameworkId: string, { task, checks }: Checked): Effect[] =>
  (checks?.all ?? []).flatMap(({ definition: { which } }) => {
    const id = checkId(frameworkId, task.task_id.value, which)
    return [
      { kind: 'cancel-timer', id },
      { kind: 'stop-probe', id },
    ]
  })

export const checkTimer = (frameworkId: string, taskId: string, which: Which, after: number): Effect => ({
  kind: 'timer',
  id: checkId(frameworkId, taskId, which),
  after,
  then: { kind: 'check-due', frameworkId, taskId, which },
})

export const checkId = (frameworkId: string, taskId: string, which: Which): string =>
  `${which} ${frameworkId}/${taskId}`
