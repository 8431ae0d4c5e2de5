import type { Change } from '../model/change.ts'
import { type HostSteps, interrupts, type Wave } from '../model/plan.ts'

/**
 * A host may wait for what only another one brings about that restarts after it: the second server of an ensemble for the first, and either of
 * two for the other. Such a wave is three: all but the last to restart start, that one restarts, and then what the early ones waited for is
 * awaited. All name every host, for one that fails keeps the others from being interrupted.
 */
export const startedTogether = (wave: Wave): readonly Wave[] => {
  const restarting = wave.hosts.filter(({ steps }) => steps.some(interrupts)).map(({ host }) => host)
  const waits = (change: Change) =>
    change.kind === 'await' && (change.together?.some(host => restarting.includes(host)) ?? false)
  const early = new Set(
    wave.hosts
      .filter(({ host, steps }) => host !== restarting.at(-1) && steps.some(({ changes }) => changes.some(waits)))
      .map(({ host }) => host),
  )
  if (early.size === 0) return [wave]
  const { role, hosts } = wave
  const ofEarly = (wanted: (change: Change) => boolean) =>
    hosts.map(host => (early.has(host.host) ? only(host, wanted) : { ...host, steps: [] }))
  return [
    { ...wave, hosts: ofEarly(change => !waits(change)) },
    { ...wave, hosts: hosts.map(host => (early.has(host.host) ? { ...host, steps: [] } : host)) },
    { role, hosts: ofEarly(waits) },
  ]
}

export const only = (host: HostSteps, wanted: (change: Change) => boolean): HostSteps => ({
  ...host,
  steps: host.steps
    .map(step => ({ ...step, changes: step.changes.filter(wanted) }))
    .filter(({ changes }) => changes.length > 0),
})
