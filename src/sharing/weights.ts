import { MantlError } from '../errors.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { askLeader, tellLeader } from '../upkeep/calls.ts'

export interface RoleWeight {
  readonly role: string
  readonly weight: number
}

/** Those that were set, by role. */
export const listWeights = async (options: LeaderOptions): Promise<readonly RoleWeight[]> =>
  [...((await askLeader('/weights', options)) as RoleWeight[])].sort((a, b) => (a.role < b.role ? -1 : 1))

/** Throws `upkeep.refused` with the leader's reason. */
export const setWeights = (weights: readonly RoleWeight[], options: LeaderOptions): Promise<void> =>
  tellLeader({ type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: weights } }, options)

/** `dev=2.5`. Throws `usage.weight`. */
export const readWeights = (texts: readonly string[]): RoleWeight[] =>
  texts.map(text => {
    const [, role = '', weight = ''] = /^([^\s=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? []
    if (role !== '' && Number(weight) > 0) return { role, weight: Number(weight) }
    throw new MantlError('usage.weight', `${text} is no role with a weight above 0`, { hint: 'for example dev=2.5' })
  })
