import { manyHosts } from '../../inventory/host-names.ts'
import type { Change } from '../../provisioning/model/change.ts'
import { changeText } from '../../provisioning/model/change-text.ts'
import { changesOf, type Plan } from '../../provisioning/model/plan.ts'
import type { ApplyListener } from '../../provisioning/phases/apply.ts'
import { elapsedText, type LineWriter } from './line-writer.ts'
import type { Palette } from './palette.ts'

export interface ApplyView extends Required<ApplyListener> {
  close(): void
}

/**
 * What happens while a plan is carried out: a line a change, and of many hosts a line a host that is through; failures at once. A terminal
 * has a living line below, with counts and the time since the beginning.
 */
export const createApplyView = (
  plan: Plan,
  { bold, dim, green, red }: Palette,
  { write, live, columns }: LineWriter,
  { verbose = false } = {},
): ApplyView => {
  const all = changesOf(plan)
  const left = countByHost(all.map(({ host }) => host))
  const hosts = left.size
  const brief = hosts >= manyHosts && !verbose
  const began = performance.now()
  const underWay = new Map<string, string>()
  let done = 0
  let through = 0
  const counts = () =>
    `${done}/${all.length} changes${hosts > 1 ? `, ${through}/${hosts} hosts` : ''}, ${elapsedText(performance.now() - began)}`
  const status = () => {
    if (!live) return
    const now = [...underWay].map(([host, what]) => `${host}: ${what}`).join(' · ')
    write(`\r\x1b[K${[...`${counts()}  ${now}`].slice(0, columns() - 1).join('')}`)
  }
  const say = (line: string) => write(`${live ? '\r\x1b[K' : ''}${line}\n`)
  const ended = (host: string, change: Change) => {
    done += 1
    underWay.delete(host)
    left.set(host, (left.get(host) ?? 0) - 1)
    const last = left.get(host) === 0
    if (last) through += 1
    if (!brief) say(`${green('✓')} ${bold(host)}  ${changeText(change)}`)
    else if (last) say(`${green('✓')} ${bold(host)}  ${dim(counts())}`)
    status()
  }
  const ticking = live ? setInterval(status, 1_000).unref() : undefined
  return {
    started: (host, change) => {
      underWay.set(host, changeText(change))
      status()
    },
    progress: (host, note) => {
      underWay.set(host, note)
      status()
    },
    ended,
    failed: (host, change, error) => {
      underWay.delete(host)
      say(`${red('✗')} ${bold(host)}  ${changeText(change)}: ${error.message.split('\n')[0]}`)
      status()
    },
    close: () => {
      clearInterval(ticking)
      if (live) write('\r\x1b[K')
    },
  }
}

const countByHost = (hosts: readonly string[]): Map<string, number> =>
  new Map([...Map.groupBy(hosts, host => host)].map(([host, list]) => [host, list.length]))
