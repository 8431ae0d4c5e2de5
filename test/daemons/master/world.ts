import type { Effect } from '../../../src/daemons/master/effects.ts'
import type { Event } from '../../../src/daemons/master/events.ts'
import { masterInfo } from '../../../src/daemons/master/master-info.ts'
import { newState } from '../../../src/daemons/master/new-state.ts'
import type { MasterState, Settings } from '../../../src/daemons/master/state.ts'
import { step } from '../../../src/daemons/master/transitions/index.ts'
import { settings as defaults } from './settings.ts'

export interface World {
  readonly state: MasterState
  /** Handles the event and all that follows from it at once; what was done, a line an effect. */
  happen(event: Event): string[]
  /** Lets time pass, and what falls due happen. */
  advance(ms: number): string[]
  /** From now on writes are not durable until `flush`. */
  hold(): void
  flush(): string[]
  /** What was counted so far. */
  readonly counts: ReadonlyMap<string, number>
}

/** A master without IO: the registry writes at once, the allocator runs when the events at hand are through. */
export const newWorld = (
  settings: Partial<Settings> = {},
  observe: (world: MasterState) => typeof step = () => step,
): World => {
  const info = masterInfo({ id: 'M', ip: '127.0.0.1', port: 5050, hostname: 'leader', version: '1.11.0' })
  const state = newState(info, { ...defaults, ...settings }, [1, 2, 3, 4], 0)
  const carryOut = observe(state)
  const timers = new Map<string, { at: number; next: Event }>()
  const counts = new Map<string, number>()
  let held: Event[] | undefined
  let now = 0

  const perform = (effect: Effect, followers: Event[], last: Event[]) => {
    if (effect.kind === 'timer') timers.set(effect.id, { at: now + effect.after, next: effect.next })
    if (effect.kind === 'count') counts.set(effect.metric, (counts.get(effect.metric) ?? 0) + (effect.by ?? 1))
    if (effect.kind === 'forget-count') counts.delete(effect.metric)
    if (effect.kind === 'cancel-timer') timers.delete(effect.id)
    if (effect.kind === 'store') (held ?? followers).push(effect.next)
    if (effect.kind === 'allocate') last.push({ kind: 'allocation-due', batch: false })
  }

  const happen = (event: Event): string[] => {
    const lines: string[] = []
    const last: Event[] = []
    const queue = [event]
    for (let next = queue.shift(); next; next = queue.shift() ?? last.shift()) {
      for (const effect of carryOut(state, next, now)) {
        const line = describe(effect)
        if (line !== undefined) lines.push(line)
        perform(effect, queue, last)
      }
    }
    return lines
  }

  return {
    state,
    counts,
    happen,
    advance: ms => {
      const end = now + ms
      const lines: string[] = []
      for (let due = earliest(timers, end); due; due = earliest(timers, end)) {
        const { at, next } = timers.get(due)!
        timers.delete(due)
        now = at
        lines.push(...happen(next))
      }
      now = end
      return lines
    },
    hold: () => {
      held ??= []
    },
    flush: () => {
      const events = held ?? []
      held = undefined
      return events.flatMap(happen)
    },
  }
}

const earliest = (timers: Map<string, { at: number }>, end: number) =>
  [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0]?.[0]

/** One line; what a transcript has no use for is left out. */
const describe = (effect: Effect): string | undefined => {
  switch (effect.kind) {
    case 'send':
      return `send ${effect.from ? `from ${effect.from} ` : ''}to ${effect.to}: ${effect.name} ${short(effect.body)}`
    case 'stream':
      return `stream ${effect.streamId}: ${short(effect.event)}`
    case 'publish':
      return `publish ${effect.event.type}`
    case 'store':
      return `store ${effect.changes.map(change => (change.kind === 'put' ? `put ${change.record.area}/${change.record.key}` : `delete ${change.area}/${change.key}`)).join(', ')}`
    case 'reply':
      return `reply ${effect.request}: ${effect.status} ${effect.body ?? ''}`.trimEnd()
    case 'link':
    case 'relink':
    case 'unlink':
      return `${effect.kind} ${effect.pid}`
    case 'close-stream':
      return `close-stream ${effect.streamId}`
    case 'exit':
      return `exit ${effect.code}: ${effect.reason}`
    default:
      return undefined
  }
}

/** JSON with resources as `cpus:2 mem:64`, ids and times as they are. */
const short = (value: object): string =>
  JSON.stringify(value, (_, inner) => (isResources(inner) ? inner.map(resourceText).join(' ') : inner))
    .replace(/\{"value":("[^"]*")\}/g, '$1')
    .replace(/"([a-z_]+)":/g, '$1:')

const isResources = (value: unknown): value is any[] =>
  Array.isArray(value) && value.length > 0 && value.every(item => item?.name && (item.scalar || item.ranges))

const resourceText = (r: any) =>
  `${r.name}${r.allocation_info ? `@${r.allocation_info.role}` : ''}:${r.scalar?.value ?? r.ranges.range.map((x: any) => `${x.begin}-${x.end}`).join()}`
