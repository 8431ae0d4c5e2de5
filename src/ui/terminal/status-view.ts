import type { ClusterStatus } from '../../cluster/cluster-status.ts'
import { agentName } from '../../mesos/clients/agent-name.ts'
import type { Palette } from './palette.ts'
import { table } from './table.ts'

/** The cluster at a glance: PURE. */
export const statusLines = (status: ClusterStatus, { bold, dim, green, red }: Palette): string[] => [
  bold(`cluster ${status.cluster === '' ? '(without a name)' : status.cluster}`),
  ...status.leaders.map(({ address, role, reason }) => {
    const mark = role === 'leading' ? green('●') : role === 'standby' ? dim('○') : red('✗')
    return `  ${mark} ${address}  ${role}${reason === undefined ? '' : dim(`  ${reason}`)}`
  }),
  '',
  ...(status.followers.length === 0 ? [dim('no followers')] : followerLines(status)),
  '',
  status.tasks.length === 0
    ? dim('no tasks run')
    : `${count(status.tasks.length, 'task')} of ${count(status.frameworks, 'framework')}`,
]

const followerLines = ({ followers }: ClusterStatus): string[] =>
  table(
    ['FOLLOWER', 'ADDRESS', 'STATE', 'CPUS', 'MEM', 'TASKS'],
    followers.map(({ id, node, hostname, address, state, total, used, tasks }) => [
      agentName({ id, hostname, ...(node && { node }) }),
      address,
      state,
      `${round(used.cpus)}/${round(total.cpus)}`,
      `${round(used.mem)}/${round(total.mem)}`,
      String(tasks),
    ]),
    { right: [3, 4, 5] },
  )

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

const round = (value: number) => String(Math.round(value * 100) / 100)
