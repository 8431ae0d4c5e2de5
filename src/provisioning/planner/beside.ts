import type { Role } from '../../roles/role.ts'
import { type HostSteps, interrupts, type Wave } from '../model/plan.ts'
import { only } from './together.ts'

/**
 * A role whose daemons wait by themselves for those of the wave before (followers for a leader) starts beside it where all of both is new: nothing runs that an
 * order would protect. Such a wave is two: all but what awaits, and that when the other role's wave is over, for only then can it come true.
 */
export const startedBeside = (waves: readonly Wave[], roles: readonly Role[]): readonly Wave[] =>
  waves.flatMap((wave, index) => {
    const before = waves[index - 1]
    const waitsFor = roles.find(({ name }) => name === wave.role)?.waitsFor
    const begins = before !== undefined && before.role === waitsFor && [before, wave].every(isNew)
    return begins ? inTwo(wave) : [wave]
  })

const isNew = ({ hosts }: Wave): boolean => {
  const idle = ({ steps, held, after }: HostSteps) =>
    held === undefined && after === undefined && !steps.some(interrupts)
  return hosts.every(idle) && hosts.some(({ steps }) => steps.length > 0)
}

const inTwo = (wave: Wave): readonly Wave[] => {
  const { role, hosts } = wave
  const awaiting = hosts.map(host => only(host, ({ kind }) => kind === 'await'))
  const starting = hosts.map(host => only(host, ({ kind }) => kind !== 'await'))
  return [{ ...wave, beside: true, hosts: starting }, ...(awaiting.some(changes) ? [{ role, hosts: awaiting }] : [])]
}

const changes = ({ steps }: HostSteps) => steps.length > 0
