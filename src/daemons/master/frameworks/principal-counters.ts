import type { Effect } from '../effects.ts'
import type { Framework, MasterState } from '../state.ts'

/** Mesos' counters of a principal's messages; `by` 0: they are there, and nothing has come yet. */
export const countMessage = (principal: string | undefined, what: 'received' | 'processed', by?: 0): Effect[] =>
  principal === undefined
    ? []
    : [{ kind: 'count', metric: `frameworks/${principal}/messages_${what}`, ...(by !== undefined && { by }) }]

/** From the first framework of a principal on they can be read. */
export const showCounters = ({ info: { principal } }: Framework): Effect[] => [
  ...countMessage(principal, 'received', 0),
  ...countMessage(principal, 'processed', 0),
]

/** After its last framework they are gone: nobody fills the memory with principals. */
export const forgetCounters = ({ frameworks }: MasterState, { info: { principal } }: Framework): Effect[] => {
  if (principal === undefined) return []
  if (frameworks.values().some(({ info }) => info.principal === principal)) return []
  const forget = (what: string) =>
    ({ kind: 'forget-count', metric: `frameworks/${principal}/messages_${what}` }) as const
  return [forget('received'), forget('processed')]
}
