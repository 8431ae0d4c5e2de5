import type { LeavingAgent } from '../../provisioning/planner/leaving-agents.ts'

/** What becomes of the agents of hosts that are taken out of a cluster. `lost`: their hosts will never be back. */
export const leavingLines = (agents: readonly LeavingAgent[], lost: boolean): readonly string[] =>
  agents.map(({ id, hostname, called = hostname, tasks, away }) => {
    const where = called === '' ? '' : ` on ${called}`
    const how = away === 'unreachable' ? ', which the leader cannot reach,' : ''
    const way = lost || how !== '' ? 'given up for good' : 'drained, and then gone for good'
    const ran = how === '' ? 'that it runs' : 'that ran there'
    const carried = tasks === 0 ? '' : `, with ${tasks === 1 ? 'the task' : `the ${tasks} tasks`} ${ran}`
    return `the agent ${id}${where}${how} is ${way}${carried}`
  })
