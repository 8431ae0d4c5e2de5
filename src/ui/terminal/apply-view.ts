import { hostNames, manyHosts } from '../../inventory/host-names.ts'
import type { Change } from '../../provisioning/model/change.ts'
import { changeText } from '../../provisioning/model/change-text.ts'
import { changesOf, hostsOf, type Plan } from '../../provisioning/model/plan.ts'
import type { ApplyListener } from '../../provisioning/phases/apply.ts'
import { elapsedText, type LineWriter } from './line-writer.ts'
import type { Palette } from './palette.ts'
import { type WaveOver, waveProgress } from './wave-progress.ts'

export interface ApplyView extends Required<ApplyListener> {
  close(): void
}

/**
 * What happens while a plan is carried out: a line a change, and of many hosts a line a role that all are through with; failures at once. A
 * terminal has a living line below, with counts and the time since the beginning; a log of many hosts the counts now and then.
 */
export const createApplyView = (
  plan: Plan,
  { bold, dim, green, red }: Palette,
  { write, live, columns }: LineWriter,
  { verbose = false } = {},
): ApplyView => {
  const all = changesOf(plan).length
  const hosts = new Set(changesOf(plan).map(({ host }) => host)).size
  const brief = hosts >= manyHosts && !verbose
  const waves = waveProgress(plan)
  const order = hostsOf(plan)
  const began = performance.now()
  const underWay = new Map<string, string>()
  let done = 0
  let through = 0
  let said = began
  const elapsed = () => elapsedText(performance.now() - began)
  const counts = () => `${done}/${all} changes${hosts > 1 ? `, ${through}/${hosts} hosts` : ''}, ${elapsed()}`
  const status = () => {
    if (live) write(`\r\x1b[K${[...`${counts()}  ${nowText(underWay)}`].slice(0, columns() - 1).join('')}`)
  }
  const say = (line: string) => {
    said = performance.now()
    write(`${live ? '\r\x1b[K' : ''}${line}\n`)
  }
  const sayOver = ({ role, hosts: those, changes }: WaveOver) =>
    say(
      `${green('✓')} ${bold(role)}  ${hostNames(order.filter(host => those.includes(host)))}  ${dim(`${changes} changes, ${elapsed()}`)}`,
    )
  const ended = (host: string, change: Change) => {
    done += 1
    underWay.delete(host)
    const state = waves.ended(host)
    if (state.through) through += 1
    if (!brief) say(`${green('✓')} ${bold(host)}  ${changeText(change)}`)
    else if (state.over) sayOver(state.over)
    else if (!live && performance.now() - said > quietMs) say(dim(`  ${counts()}`))
    status()
  }
  const ticking = live ? setInterval(status, 1_000).unref() : undefined
  return {
    started: (host, change) => {
      underWay.set(host, changeText(change))
      status()
    },
    progress: (host, note) => {
      if (!brief) underWay.set(host, note)
      status()
    },
    ended,
    failed: (host, change, error) => {
      underWay.delete(host)
      say(`${red('✗')} ${bold(host)}  ${changeText(change)}: ${error.message.split('\n')[0]}`)
      for (const over of waves.failed(host)) if (brief) sayOver(over)
      status()
    },
    close: () => {
      clearInterval(ticking)
      if (live) write('\r\x1b[K')
    },
  }
}

/** A log is not silent for longer while something goes on. */
const quietMs = 15_000

/** What most hosts do comes first; several that do the same are told together. */
const nowText = (underWay: ReadonlyMap<string, string>): string =>
  [...Map.groupBy(underWay, ([, what]) => what)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(
      ([what, those]) =>
        `${those.length > 3 ? `${those.length} hosts` : those.map(([host]) => host).join(', ')}: ${what}`,
    )
    .join(' · ')
