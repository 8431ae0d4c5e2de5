import type { Agent, MasterState } from '../../daemons/master/state.ts'
import type { InvariantKind } from './invariant.ts'
import { touchedAgents } from './touched.ts'

/** The leader's tables say the same from every side. */
export const indexes: InvariantKind = {
  name: 'one-identity',
  says: 'an agent stands in one table under one id and one address, a task on one agent, an offer with one framework',
  create: ({ leaders }, report) => {
    const checkAgent = (state: MasterState, agent: Agent) => {
      const { registered, recovered, unreachable, gone, byPid } = state.agents
      const wrong = (message: string) => report(`agent ${agent.id} ${message}`, [agent.id, agent.pid])
      const stands = [registered, recovered, unreachable, gone].filter(table => table.has(agent.id))
      if (stands.length !== 1) wrong(`stands in ${stands.length} tables`)
      if (byPid.get(agent.pid) !== agent.id) wrong(`is at ${agent.pid}, where ${byPid.get(agent.pid)} is said to be`)
      for (const [frameworkId, tasks] of agent.tasks) {
        const framework = state.frameworks.get(frameworkId)
        for (const [taskId, task] of tasks) {
          if (framework?.tasks.get(taskId) !== task)
            wrong(`has task ${taskId}, its framework ${frameworkId} another one`)
          if (task.agent_id.value !== agent.id) wrong(`has task ${taskId} of agent ${task.agent_id.value}`)
        }
      }
      for (const id of agent.offers) {
        const offer = state.offers.get(id)
        if (offer?.agent_id.value !== agent.id) wrong(`has offer ${id}, which is none of it`)
        else if (!state.frameworks.get(offer.framework_id.value)?.offers.has(id))
          wrong(`has offer ${id}, its framework not`)
      }
      if (agent.offers.size > 0 && !(agent.active && agent.connected)) wrong('is offered while it is away')
      if (agent.offers.size > 0 && agent.deactivated) wrong('is offered while it is deactivated')
      if (agent.offers.size > 0 && agent.heldBack) wrong('is offered before it has said which operations it knows')
    }
    const sweep = (state: MasterState) => {
      for (const agent of state.agents.registered.values()) checkAgent(state, agent)
      for (const framework of state.frameworks.values()) {
        for (const [taskId, task] of framework.tasks) {
          const there = state.agents.registered.get(task.agent_id.value)?.tasks.get(framework.id)?.get(taskId)
          if (there !== task)
            report(`task ${taskId} is on agent ${task.agent_id.value}, which has another one`, [taskId])
        }
        for (const id of framework.offers) {
          if (state.offers.get(id)?.framework_id.value !== framework.id)
            report(`offer ${id} is not of ${framework.id}`, [id])
        }
      }
      for (const [id, { agent_id, framework_id }] of state.offers) {
        const known =
          state.agents.registered.get(agent_id.value)?.offers.has(id) &&
          state.frameworks.get(framework_id.value)?.offers.has(id)
        if (!known) report(`offer ${id} is known to the leader alone`, [id, agent_id.value])
      }
    }
    return {
      leaderStepped: ({ state }, event, effects) => {
        if (state?.phase !== 'leading') return
        for (const agent of touchedAgents(state, event, effects)) checkAgent(state, agent)
      },
      sweep: () => {
        for (const { state } of leaders) if (state?.phase === 'leading') sweep(state)
      },
    }
  },
}
