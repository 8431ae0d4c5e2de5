import { parseUpid } from '../../../mesos/libprocess/upid.ts'
import { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import { encode } from '../../../mesos/messages/codec/index.ts'
import type { RegisterSlaveMessage } from '../../../mesos/messages/internal-agent.ts'
import { isReserved, toPostRefinement } from '../../../mesos/resources/index.ts'
import type { Effect } from '../effects.ts'
import { warning } from '../log.ts'
import { machineKeyOf } from '../maintenance/machine-key.ts'
import { asPrincipal } from '../may.ts'
import { mayOperate } from '../operations/may-operate.ts'
import { send } from '../send.ts'
import type { MasterState } from '../state.ts'

export type Inadmissible =
  /** Say nothing: the agent will try again. */
  | { readonly kind: 'drop'; readonly why: string }
  /** Tell it to stop. */
  | { readonly kind: 'shutdown'; readonly why: string }

/** An agent's entry in the registry must fit one write, with room for its drain info. */
const MOST_BYTES = 256 * 1024

/** Why an agent may not (re-)register now (facts/master.md 3); undefined: it may. `invalid`: what is wrong with its message. */
export const inadmissible = (
  state: MasterState,
  from: string,
  { agent, version }: Pick<RegisterSlaveMessage, 'agent' | 'version'>,
  invalid: string | undefined,
): Inadmissible | undefined => {
  const drop = (why: string) => ({ kind: 'drop', why }) as const
  if (state.phase !== 'leading') return drop('this master does not lead')
  if (parseUpid(from) === undefined) return drop('its address is none')
  if (state.settings.authenticateAgents && !state.authenticated.has(from)) return drop('it is not authenticated')
  if (!atLeastOne(version)) return drop(`its version ${version ?? 'is unknown'} is older than 1.0.0`)
  if (invalid !== undefined) return drop(invalid)
  if (encode(AgentInfo, agent).length > MOST_BYTES) return drop(`it describes itself in more than ${MOST_BYTES} bytes`)
  if (agent.domain && !state.info.domain) return drop('it has a domain and the master has none')
  if (state.settings.requireAgentDomain && !agent.domain) return drop('it has no domain')
  if (!mayRegister(state, from, agent)) return drop('it is not authorized')
  if (state.maintenance.inForce.machines.get(machineKeyOf(agent.hostname, from))?.mode === 'DOWN') {
    return { kind: 'shutdown', why: 'Machine is `DOWN`' }
  }
  return undefined
}

/** As an agent, and with what it reserves for roles by its flags. */
const mayRegister = (state: MasterState, from: string, { resources = [] }: AgentInfo): boolean => {
  const principal = state.authenticated.get(from)
  const { authorize } = state.settings
  if (authorize === undefined) return true
  const reserved = toPostRefinement(resources).filter(resource => isReserved(resource))
  return (
    authorize('REGISTER_AGENT', asPrincipal(principal)) &&
    (reserved.length === 0 || mayOperate(authorize, asPrincipal(principal), { reserve: { resources: reserved } }))
  )
}

const atLeastOne = (version: string | undefined) => /^[1-9]\d*\.\d+(\.\d+)?([-+.].*)?$/.test(version ?? '')

export const answerInadmissible = (pid: string, { kind, why }: Inadmissible): Effect[] => [
  warning('an agent may not register', { pid, why }),
  ...(kind === 'shutdown' ? [send(pid, 'ShutdownMessage', { message: why })] : []),
]

/** The IP of a libprocess pid `name@ip:port`. */
export const addressOf = (pid: string): string => pid.slice(pid.indexOf('@') + 1, pid.lastIndexOf(':'))
