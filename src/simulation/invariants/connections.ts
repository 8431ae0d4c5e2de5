import type { MasterState } from '../../daemons/master/state.ts'
import type { InvariantKind } from './invariant.ts'

/** Messages that only the scheduler of a framework may hear. */
const ITS_OWN: ReadonlySet<string> = new Set([
  'ResourceOffersMessage',
  'StatusUpdateMessage',
  'RescindResourceOfferMessage',
  'FrameworkRegisteredMessage',
  'FrameworkReregisteredMessage',
])

/** Whoever took a framework over has it alone, wherever it comes from. */
export const connections: InvariantKind = {
  name: 'one-scheduler',
  says: 'a framework is reached at one place, a stream or a pid, the tables of both say the same, and nobody else hears of its offers and tasks',
  create: ({ leaders }, report) => {
    const sweep = ({ frameworks, streams, schedulerPids }: MasterState) => {
      for (const [streamId, id] of streams) {
        const at = frameworks.get(id)?.connection
        if (at?.kind !== 'http' || at.streamId !== streamId)
          report(`framework ${id} is not at stream ${streamId}`, [id])
      }
      for (const [pid, id] of schedulerPids) {
        const at = frameworks.get(id)?.connection
        if (at?.kind !== 'pid' || at.pid !== pid) report(`framework ${id} is not at ${pid}`, [id])
      }
      for (const { id, connection, connected } of frameworks.values()) {
        if (!connected) continue
        const there =
          connection?.kind === 'http' ? streams.get(connection.streamId) : schedulerPids.get(connection?.pid ?? '')
        if (there !== id) report(`framework ${id} is connected, and nobody knows where`, [id])
      }
    }
    return {
      leaderStepped: ({ state }, _event, effects) => {
        for (const effect of effects) {
          if (effect.kind !== 'send' || !ITS_OWN.has(effect.name) || state?.schedulerPids.has(effect.to)) continue
          report(`${effect.to} hears ${effect.name}, and no framework is there`, [effect.to])
        }
      },
      sweep: () => {
        for (const { state } of leaders) if (state?.phase === 'leading') sweep(state)
      },
    }
  },
}
