import * as authentication from '../messages/authentication.ts'
import type { Schema } from '../messages/codec/schema.ts'
import * as agent from '../messages/internal-agent.ts'
import * as executor from '../messages/internal-executor.ts'
import * as framework from '../messages/internal-framework.ts'
import * as operations from '../messages/internal-operations.ts'
import * as task from '../messages/internal-task.ts'
import * as scheduler from '../messages/scheduler.ts'
import * as schedulerV0 from '../messages/scheduler-v0.ts'

const isMessage = (value: unknown): value is Schema<unknown> =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'message'

const internal = [authentication, agent, task, operations, executor, framework]
  .flatMap(module => Object.values(module) as unknown[])
  .filter(isMessage)
  .map(schema => [`mesos.internal.${schema.name}`, schema] as const)

/** Every libprocess message by its full protobuf name, as it stands in the path of the request. */
export const libprocessMessages: ReadonlyMap<string, Schema<unknown>> = new Map<string, Schema<unknown>>([
  ...internal,
  ['mesos.scheduler.Call', schedulerV0.Call as Schema<unknown>],
  ['mesos.scheduler.Event', scheduler.Event as Schema<unknown>],
])
