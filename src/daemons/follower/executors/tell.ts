import type { Event as ToExecutor } from '../../../mesos/messages/executor.ts'
import type { Effect } from '../effects.ts'
import type { Executor, FollowerState, Framework } from '../state.ts'

/** Somebody is there to be told. */
export const hears = ({ stream, pid }: Pick<Executor, 'stream' | 'pid'>): boolean =>
  stream !== undefined || pid !== undefined

/** One event of the executor API to a custom executor, over whatever it speaks. Nobody there: nothing. */
export const tell = (state: FollowerState, framework: Framework, executor: Executor, event: ToExecutor): Effect[] => {
  if (executor.stream !== undefined) return [{ kind: 'executor-event', stream: executor.stream, event }]
  const message = executor.pid === undefined ? undefined : oldStyle(state, framework, executor, event)
  return message === undefined ? [] : [{ kind: 'send', to: executor.pid!, ...message }]
}

interface Message {
  readonly name: string
  readonly body: object
}

/** The same in libprocess messages (libprocess.md 6), which know no task groups. */
const oldStyle = (
  state: FollowerState,
  framework: Framework,
  executor: Executor,
  event: ToExecutor,
): Message | undefined => {
  const agent_id = { value: state.info.id?.value ?? '' }
  const framework_id = { value: framework.id }
  const executor_id = { value: executor.id }
  switch (event.type) {
    case 'SUBSCRIBED': {
      const body = {
        executor_info: executor.info,
        framework_id,
        framework_info: framework.info,
        agent_id,
        agent_info: state.info,
      }
      return { name: 'ExecutorRegisteredMessage', body }
    }
    case 'LAUNCH': {
      const pid = framework.pid ?? nobody
      return {
        name: 'RunTaskMessage',
        body: { framework_id, framework: framework.info, pid, task: event.launch!.task },
      }
    }
    case 'KILL':
      return { name: 'KillTaskMessage', body: { framework_id, ...event.kill } }
    case 'ACKNOWLEDGED':
      return { name: 'StatusUpdateAcknowledgementMessage', body: { agent_id, framework_id, ...event.acknowledged } }
    case 'MESSAGE':
      return {
        name: 'FrameworkToExecutorMessage',
        body: { agent_id, framework_id, executor_id, data: event.message!.data },
      }
    case 'SHUTDOWN':
      return { name: 'ShutdownExecutorMessage', body: {} }
    default:
      return undefined
  }
}

/** How libprocess writes the address of nobody. */
const nobody = '@0.0.0.0:0'
