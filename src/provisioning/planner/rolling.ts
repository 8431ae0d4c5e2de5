import { interrupts, type Plan, type Wave } from '../model/plan.ts'

/** How many hosts are changed together: one size a batch, the last for all that follow. A share is of all hosts, at least one. */
export type BatchSizes = readonly ({ readonly hosts: number } | { readonly percent: number })[]

/** `1`, `25%`, `1,25%`: as Ansible's serial. Undefined when it is none. */
export const parseBatchSizes = (text: string): BatchSizes | undefined => {
  const sizes = text.split(',').map(part => {
    const [, number, percent] = /^\s*(\d+)(%?)\s*$/.exec(part) ?? []
    if (number === undefined || Number(number) === 0 || (percent === '%' && Number(number) > 100)) return undefined
    return percent === '%' ? { percent: Number(number) } : { hosts: Number(number) }
  })
  return sizes.every(size => size !== undefined) ? sizes : undefined
}

/** The list cut into batches. */
export const batchesOf = <Item>(items: readonly Item[], sizes: BatchSizes): readonly (readonly Item[])[] => {
  const batches: Item[][] = []
  for (let at = 0; at < items.length; ) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)]!
    const count = 'hosts' in size ? size.hosts : Math.max(1, Math.floor((items.length * size.percent) / 100))
    batches.push(items.slice(at, at + count))
    at += count
  }
  return batches
}

export interface Rolling {
  /** The host whose leader leads: restarted after all standbys. */
  readonly last?: string | undefined
  readonly followers: BatchSizes
}

/**
 * The same changes in an order that keeps the cluster up: of each role that restarts one by one the leading host comes last, and followers
 * come in batches, each a wave of its own, so that what follows can wait until a batch is well.
 */
export const rollingPlan = (plan: Plan, { last, followers }: Rolling): Plan => ({
  ...plan,
  waves: plan.waves.flatMap(wave =>
    wave.role === 'mesos-follower' ? inBatches(wave, followers) : [leadingLast(wave, last)],
  ),
})

const leadingLast = (wave: Wave, last: string | undefined): Wave =>
  wave.serial === undefined || last === undefined
    ? wave
    : { ...wave, hosts: [...wave.hosts].sort((a, b) => Number(a.host === last) - Number(b.host === last)) }

/** Hosts where nothing stops go with the first batch: they are no risk. */
const inBatches = (wave: Wave, sizes: BatchSizes): Wave[] => {
  const risky = wave.hosts.filter(({ steps }) => steps.some(interrupts))
  const others = wave.hosts.filter(host => !risky.includes(host))
  const batches = batchesOf(risky, sizes)
  if (batches.length === 0) return [wave]
  return batches.map((hosts, index) => ({ ...wave, hosts: index === 0 ? [...others, ...hosts] : hosts }))
}
