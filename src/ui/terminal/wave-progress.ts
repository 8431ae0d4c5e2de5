import type { Plan } from '../../provisioning/model/plan.ts'

/** A wave that is over: the hosts that are through with it, and how many changes that were. */
export interface WaveOver {
  readonly role: string
  readonly hosts: readonly string[]
  readonly changes: number
}

export interface WaveProgress {
  /** A change of the host is done: what that brought to its end. */
  ended(host: string): { readonly through: boolean; readonly over?: WaveOver }
  /** It takes no further part: the waves that waited for it alone are over. */
  failed(host: string): readonly WaveOver[]
}

interface Turn {
  readonly role: string
  /** Changes by host, of those that are not through. */
  readonly left: Map<string, number>
  readonly through: string[]
  changes: number
}

/** How far each wave of a plan is, from one change to the next. Changes of hosts or plans that it does not know count nowhere. */
export const waveProgress = ({ waves }: Plan): WaveProgress => {
  const turns = waves.map(({ role, hosts }): Turn => {
    const counted = hosts.map(({ host, steps }) => [host, steps.flatMap(({ changes }) => changes).length] as const)
    return { role, left: new Map(counted.filter(([, count]) => count > 0)), through: [], changes: 0 }
  })
  const over = ({ role, left, through, changes }: Turn): readonly WaveOver[] =>
    left.size === 0 && through.length > 0 ? [{ role, hosts: through, changes }] : []
  return {
    ended: host => {
      const turn = turns.find(({ left }) => left.has(host))
      if (turn === undefined) return { through: false }
      turn.changes += 1
      turn.left.set(host, turn.left.get(host)! - 1)
      if (turn.left.get(host)! > 0) return { through: false }
      turn.left.delete(host)
      turn.through.push(host)
      const [ended] = over(turn)
      return { through: turns.every(({ left }) => !left.has(host)), ...(ended && { over: ended }) }
    },
    failed: host => turns.filter(({ left }) => left.delete(host)).flatMap(over),
  }
}
