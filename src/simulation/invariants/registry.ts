import type { Entry } from '../../coordination/state-store.ts'
import type { InvariantKind } from './invariant.ts'

const AREAS = ['agents', 'unreachable', 'gone'] as const

/** What lies in the registry is written by the one who leads, and consistent in itself after each batch. */
export const registry: InvariantKind = {
  name: 'one-leader-writes',
  says: 'only the elected leader writes; in the registry an agent is admitted, unreachable or gone, never two of these, and gone stays gone',
  create: ({ ensemble }, report) => {
    const everGone = new Set<string>()
    return {
      applied: ({ writer, changes }) => {
        const elected = ensemble.leader()?.number
        if (elected !== writer) report(`candidate ${writer} has written, ${elected} is elected`, [])
        const { entries } = ensemble.registry
        for (const { area, key, kind } of changes) {
          if (area === 'gone' && kind === 'put') everGone.add(key)
          if (!AREAS.some(name => name === area) || kind === 'delete') continue
          const stands = AREAS.filter(name => entries.has(`${name}/${key}`))
          if (stands.length !== 1) report(`agent ${key} is in the registry as ${stands.join(' and ')}`, [key])
          if (area !== 'gone' && everGone.has(key)) report(`agent ${key} was gone and is ${area} again`, [key])
        }
      },
    }
  },
}

export const registryHas = (entries: ReadonlyMap<string, Entry>, area: string, key: string): boolean =>
  entries.has(`${area}/${key}`)
