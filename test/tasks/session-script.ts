import type { Event } from '../../src/mesos/messages/scheduler.ts'
import type { RunRequest } from '../../src/tasks/run-request.ts'
import {
  createSession,
  killAgain,
  killAll,
  onEvent,
  type RunAction,
  type RunSession,
} from '../../src/tasks/run-session.ts'

export const request = (over: Partial<RunRequest> = {}): RunRequest => ({
  name: 'hello',
  command: 'echo hi',
  count: 1,
  cpus: 1,
  mem: 64,
  role: '*',
  user: 'pat',
  env: {},
  uris: [],
  detach: false,
  ...over,
})

export const subscribed: Event = { type: 'SUBSCRIBED', subscribed: { framework_id: { value: 'F' } } }

/** An offer of agent `A` with these scalars. */
export const offers = (...sizes: readonly { readonly cpus: number; readonly mem: number }[]): Event => ({
  type: 'OFFERS',
  offers: {
    offers: sizes.map(({ cpus, mem }, index) => ({
      id: { value: `O${index + 1}` },
      framework_id: { value: 'F' },
      agent_id: { value: `A${index + 1}` },
      hostname: `host-${index + 1}`,
      url: { scheme: 'http', address: { ip: `10.0.0.${index + 1}`, port: 5051 } },
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: cpus } },
        { name: 'mem', type: 'SCALAR', scalar: { value: mem } },
      ],
    })),
  },
})

export const update = (task: string, state: string, over: object = {}): Event =>
  ({
    type: 'UPDATE',
    update: {
      status: { task_id: { value: task }, agent_id: { value: 'A1' }, state, uuid: `uuid-of-${state}`, ...over },
    },
  }) as Event

/** Plays events (`kill`: a Ctrl-C, `remind`: time passes) and writes down what the session wants done after each. */
export const play = (session: RunSession, script: readonly (Event | keyof typeof own)[]): string[] =>
  script.flatMap(step =>
    typeof step === 'string'
      ? [`> ${step}`, ...own[step](session).map(describe)]
      : [`> ${step.type}`, ...onEvent(session, step).map(describe)],
  )

const own = { kill: killAll, remind: killAgain }

export const newSession = (over: Partial<RunRequest> = {}): RunSession => createSession(request(over), 'x')

const describe = (action: RunAction): string => {
  switch (action.kind) {
    case 'call':
      return `call ${describeCall(action.call as Call)}`
    case 'state':
      return `state ${action.task.id} ${action.task.state}`
    case 'launched':
      return `launched ${action.task.id} on ${action.task.agent}`
    case 'waiting':
      return `waiting ${action.why}`
    case 'error':
      return `error ${action.message}`
    case 'finished':
      return 'finished'
  }
}

type Call = Record<string, never> & { type: string }

const describeCall = ({ type, framework_id, ...rest }: Call): string =>
  [type, ...Object.values(rest).map(body => texts(body).join(' '))].filter(text => text !== '').join(' ')

/** The ids and texts of a call, in order: enough to tell calls apart. */
const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(texts)
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : []
}
