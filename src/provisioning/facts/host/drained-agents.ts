import type { FactKind } from '../../model/fact.ts'

/** Ids of the host's agents that an upgrade is draining, or has drained and not taken back yet: those of one that died stay. */
export const drainedAgents: FactKind<{ readonly state: string }, readonly string[]> = {
  name: 'host/drained-agents',
  subject: () => 'the agents that an upgrade drained',
  command: ({ state }) => ({ script: '[ ! -e "$1/drained" ] || cat "$1/drained"', args: [state], inline: true }),
  read: ({ stdout }) => stdout.split('\n').filter(line => line !== ''),
  lasting: () => null,
}
