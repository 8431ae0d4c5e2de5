import { describe, expect, it } from 'vitest'
import type { FileStep } from '../../../../src/daemons/follower/disk/step.ts'
import type { CheckpointEffect } from '../../../../src/daemons/follower/effects.ts'
import { paths } from '../../../../src/daemons/follower/paths.ts'
import { checkpointSteps } from '../../../../src/daemons/follower/perform/checkpoint.ts'
import type { TaskState } from '../../../../src/mesos/messages/task.ts'

const run = { frameworkId: 'F', executorId: 'E', containerId: 'C' }
const framework = '/work/meta/slaves/A/frameworks/F'
const stepsOf = (effect: Exclude<CheckpointEffect, { kind: 'checkpoint-resources' }>) =>
  checkpointSteps(paths('/work'), 'A', effect)

/** Files whose content is on the disk when the job is done, in order. */
const synced = (steps: readonly FileStep[]): string[] =>
  steps.flatMap(step => {
    if (step.do === 'sync') return [step.path]
    return (step.do === 'replace' || step.do === 'append') && step.sync ? [step.path] : []
  })

const update = (state: TaskState) =>
  stepsOf({
    kind: 'checkpoint-update',
    run,
    taskId: 'T',
    record: {
      type: 'UPDATE',
      update: { framework_id: { value: 'F' }, status: { task_id: { value: 'T' }, state }, timestamp: 1, uuid: 'AA==' },
    },
  })

describe('a power cut survives', () => {
  it('how a task ended, with what says whose task it was', () =>
    expect(synced(update('TASK_FINISHED'))).toEqual([
      `${framework}/framework.info`,
      `${framework}/executors/E/executor.info`,
      `${framework}/executors/E/runs/C/tasks/T/task.info`,
      `${framework}/executors/E/runs/C/tasks/T/task.updates`,
    ]))
  it('that nothing is to be told before how it ended', () =>
    expect(
      synced(
        stepsOf({ kind: 'checkpoint-update', run, taskId: 'T', record: { type: 'ACK', uuid: 'AA==' }, final: true }),
      ),
    ).toEqual([`${framework}/executors/E/runs/C/tasks/T/task.updates`]))
  it('not that it runs', () => expect(synced(update('TASK_RUNNING'))).toEqual([]))
  it.each([
    [undefined, []],
    [true, [`${framework}/framework.info`]],
  ])('a framework that is written again (%s), lest the old word of it goes with the new one', (again, files) =>
    expect(
      synced(stepsOf({ kind: 'checkpoint-framework', info: { user: 'u', name: 'n', id: { value: 'F' } }, again })),
    ).toEqual(files),
  )
})
