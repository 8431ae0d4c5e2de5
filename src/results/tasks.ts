import { z } from 'zod'
import { list } from './parts.ts'

const id = z.string().describe('the task’s id')
const state = z.string().describe('such as TASK_RUNNING')

type ContainerId = { value: string; parent?: ContainerId | undefined }
const containerId: z.ZodType<ContainerId> = z
  .strictObject({
    value: z.string(),
    get parent() {
      return containerId.optional()
    },
  })
  .meta({ id: 'ContainerID', description: 'a container; of a nested one with the container that it is in' })

const inContainer = z.strictObject({
  task: id,
  exitCode: z.int(),
  detached: z.boolean().describe('it was left with the keys for that'),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
})

/** Commands for tasks. */
export const taskResults = {
  run: z.strictObject({
    frameworkId: z.string().optional(),
    tasks: list(
      z.strictObject({
        id,
        state: state.describe('such as TASK_FINISHED, or waiting: nothing was offered yet'),
        agent: z.string().optional().describe('`host:port` of its follower'),
        agentId: z.string().optional(),
        message: z.string().optional().describe('how it ended, in words'),
        exitCode: z.int().optional(),
      }),
    ),
  }),
  'tasks list': z.strictObject({
    tasks: list(
      z.strictObject({
        id,
        name: z.string(),
        state,
        frameworkId: z.string(),
        frameworkName: z.string(),
        frameworkUser: z.string(),
        roles: list(z.string()).describe('of its framework'),
        executorId: z.string(),
        agent: z.string().describe('`host:port` of its follower'),
        agentId: z.string(),
        hostname: z.string().describe('of its follower'),
        node: z
          .string()
          .optional()
          .describe('its follower’s attribute node_id, by default the name that the inventory gives the host'),
        resources: z.strictObject({ cpus: z.number(), mem: z.number() }),
        since: z.number().optional().describe('seconds since 1970, of its newest status'),
        containerId: containerId.optional(),
        terminal: z.boolean().describe('it was launched with one'),
      }),
    ),
  }),
  'tasks logs': z.strictObject({ task: id, file: z.string().describe('in its sandbox'), text: z.string() }),
  'tasks kill': z.strictObject({ task: id, state }),
  'tasks attach': inContainer,
  'tasks exec': inContainer,
}
