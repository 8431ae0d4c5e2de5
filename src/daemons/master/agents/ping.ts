import type { Effect } from '../effects.ts'
import { send } from '../send.ts'
import type { Agent, MasterState, Observer } from '../state.ts'

export const newObserver = (state: MasterState): Observer => ({
  name: `slave-observer(${state.next.observer++})`,
  waiting: false,
  missed: 0,
})

/** Says whether the agent stands connected here, which makes one that thinks otherwise come back; and wakes again in time to judge. */
export const ping = (state: MasterState, agent: Agent): Effect[] => {
  agent.observer.waiting = true
  return [
    send(agent.pid, 'PingSlaveMessage', { connected: agent.connected }, agent.observer.name),
    {
      kind: 'timer',
      id: `ping ${agent.id}`,
      after: state.settings.agentPingTimeout,
      next: { kind: 'ping-due', agentId: agent.id },
    },
  ]
}
