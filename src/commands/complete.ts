import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { leaderOptions } from '../cluster/cluster-flags.ts'
import { lastInventory } from '../cluster/known-clusters.ts'
import { listFrameworks } from '../frameworks/cluster-frameworks.ts'
import { loadInventory } from '../inventory/sources/load.ts'
import { agentName } from '../mesos/clients/agent-name.ts'
import type { ResultOf } from '../results/catalog.ts'
import { catalog } from '../roles/catalog.ts'
import { listTasks } from '../tasks/cluster-tasks.ts'
import { listAgents } from '../upkeep/cluster-agents.ts'

const leader = () => leaderOptions({ master: process.env.MANTL_MASTER })

/** What Tab offers, by what is to be completed: of the cluster and the inventory that commands would take by themselves. */
const names = {
  tasks: async () => (await listTasks(await leader())).map(({ id }) => id),
  agents: async () => (await listAgents(await leader())).map(agentName),
  frameworks: async () => (await listFrameworks(await leader())).map(({ id }) => id),
  roles: async () => catalog.map(({ name }) => name),
  hosts: async () => {
    const { hosts, groups } = await loadInventory(await lastInventory())
    return [...hosts.keys(), ...groups.keys()]
  },
} as const

export default class Complete extends BaseCommand<typeof Complete> {
  static override summary = 'print the names that a shell offers at Tab'
  static override hidden = true
  static override args = {
    kind: Args.string({ required: true, description: 'of what', options: Object.keys(names) }),
  }

  async run(): Promise<ResultOf<'complete'>> {
    // Tab says nothing of a cluster that does not answer
    const found = await names[this.args.kind as keyof typeof names]().catch(() => [])
    for (const name of found) this.log(name)
    return { names: found }
  }
}
