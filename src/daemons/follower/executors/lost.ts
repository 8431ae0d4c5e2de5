import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { hasCapability } from '../state.ts'

const aware = (info: FrameworkInfo | undefined): boolean => info !== undefined && hasCapability(info, 'PARTITION_AWARE')

/** What a task that never began is called, by what words the framework knows. */
export const droppedState = (info: FrameworkInfo | undefined): 'TASK_DROPPED' | 'TASK_LOST' =>
  aware(info) ? 'TASK_DROPPED' : 'TASK_LOST'

/** The same of one that began, and is no more. */
export const goneState = (info: FrameworkInfo | undefined): 'TASK_GONE' | 'TASK_LOST' =>
  aware(info) ? 'TASK_GONE' : 'TASK_LOST'
