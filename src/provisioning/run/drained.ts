import { MantlError } from '../../errors.ts'
import { drainedAgents } from '../facts/host/drained-agents.ts'
import { ask } from '../model/fact.ts'
import { askLeading, callLeading, cancelDrain, type LeaderDoor } from '../phases/ask-leader.ts'
import { gather } from '../phases/gather.ts'
import type { ObservedHost } from './observe.ts'

/**
 * The agents that an upgrade drains, by the names of their hosts. Each host keeps a note of its own from before the drain until the agent is
 * taken back: an upgrade that dies would leave a host without work for ever, for the next one finds nothing to change there.
 */
export type Drained = Map<string, readonly string[]>

type Hosts = ReadonlyMap<string, ObservedHost>

/** What upgrades that died have left. */
export const drainedBefore = async (hosts: Hosts): Promise<Drained> => {
  const found = await Promise.all(
    [...hosts].map(async ([name, { connection, layout }]) => {
      const question = { state: layout.state }
      return [name, (await gather(connection, [ask(drainedAgents, question)])).get(drainedAgents, question)] as const
    }),
  )
  return new Map(found.filter(([, agents]) => agents.length > 0))
}

export const noteDrained = async ({ connection, layout }: ObservedHost, agents: readonly string[]): Promise<unknown> =>
  connection.run({ script: note, args: [layout.state, ...agents] })

const note = `cd "$1" && shift && printf '%s\\n' "$@" > drained.new && sync drained.new && mv -f drained.new drained`

interface Taking {
  readonly doors: readonly LeaderDoor[]
  readonly hosts: Hosts
  readonly drained: Drained
  readonly said: (line: string) => void
}

/** Those of these hosts are offered again; a drain under way ends. Throws what the leader says, `upgrade.call` where none leads. */
export const takeBack = async (names: readonly string[], { doors, hosts, drained }: Taking): Promise<void> => {
  const view = await askLeading(doors)
  if (view === undefined) throw new MantlError('upgrade.call', 'no leader leads')
  for (const name of names) {
    for (const value of drained.get(name) ?? []) {
      const reactivate = () =>
        callLeading(doors, { type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id: { value } } })
      const draining = view.agents.find(({ id }) => id === value)?.draining
      // it may end in this moment
      if (draining === 'DRAINING') await cancelDrain(doors, value).catch(reactivate)
      else if (draining !== undefined) await reactivate()
    }
    const { connection, layout } = hosts.get(name)!
    await connection.run({ script: 'rm -f "$1/drained"', args: [layout.state] }).catch(() => undefined)
    drained.delete(name)
  }
}

/** All that are left, whatever ended the upgrade; says which, and which could not be. */
export const takeBackLeft = async (taking: Taking): Promise<void> => {
  for (const name of [...taking.drained.keys()]) {
    const how = await takeBack([name], taking).then(
      () => `${name}: its agent, which an upgrade had drained, is taken back`,
      (error: Error) => `${name}: its agent stays drained (${error.message}); mantl agents reactivate takes it back`,
    )
    taking.said(how)
  }
}
