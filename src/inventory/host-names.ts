/** From this many hosts on, views say one thing of several hosts rather than a thing a host. */
export const manyHosts = 12

const shownInFull = 8

/** A list of hosts in few words: up to eight by name, more as ranges that inventories understand (node-[1:98]). PURE. */
export const hostNames = (hosts: readonly string[]): string =>
  hosts.length <= shownInFull ? hosts.join(', ') : `${ranges(hosts).join(', ')} (${hosts.length} hosts)`

interface Run {
  readonly prefix: string
  readonly suffix: string
  readonly from: string
  to: string
}

const ranges = (hosts: readonly string[]): string[] => {
  const runs: (Run | string)[] = []
  for (const host of hosts) {
    const [, prefix = '', digits, suffix = ''] = /^(.*?)(\d+)(\D*)$/.exec(host) ?? []
    const last = runs.at(-1)
    if (digits === undefined) runs.push(host)
    else if (typeof last === 'object' && continues(last, prefix, digits, suffix)) last.to = digits
    else runs.push({ prefix, suffix, from: digits, to: digits })
  }
  return runs.map(run => (typeof run === 'string' ? run : rangeText(run)))
}

const continues = (run: Run, prefix: string, digits: string, suffix: string) =>
  run.prefix === prefix &&
  run.suffix === suffix &&
  Number(digits) === Number(run.to) + 1 &&
  (digits.length === run.from.length || !run.from.startsWith('0'))

const rangeText = ({ prefix, suffix, from, to }: Run) =>
  from === to ? `${prefix}${from}${suffix}` : `${prefix}[${from}:${to}]${suffix}`
