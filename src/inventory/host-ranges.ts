/** Names that one entry of an inventory stands for, or what is wrong with it. `port`: from `name:22` or `[::1]:22`. */
export type HostEntry = { readonly names: readonly string[]; readonly port?: number } | { readonly wrong: string }

/** Ansible's ranges: `web[01:20].x` (equal width), `[a:f]`, `[0:10:2]`; several multiply. At most 100,000 names. */
export const expandHostEntry = (entry: string): HostEntry => {
  const { name, port } = splitPort(entry)
  if (port !== undefined && (port < 1 || port > 65_535)) return { wrong: `port ${port} of ${name} is not in 1–65535` }
  let names = ['']
  for (const part of name.split(/(\[[^\]]*:[^\]]*\])/)) {
    const choices = part.startsWith('[') && part.endsWith(']') ? expandRange(part) : [part]
    if ('wrong' in choices) return choices
    if (names.length * choices.length > mostNames) return { wrong: `${entry} stands for more than ${mostNames} hosts` }
    names = names.flatMap(start => choices.map(choice => start + choice))
  }
  const bad = names.find(candidate => !/^[A-Za-z0-9_.:%=@+-]+$/.test(candidate))
  return bad === undefined
    ? { names, ...(port !== undefined && { port }) }
    : { wrong: `${bad || entry} is not a host name` }
}

const mostNames = 100_000

const splitPort = (entry: string): { name: string; port?: number } => {
  const bracketed = /^\[([0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*)\](?::(\d+))?$/.exec(entry)
  if (bracketed && entry.includes('::'))
    return { name: bracketed[1]!, ...(bracketed[2] && { port: Number(bracketed[2]) }) }
  const outside = entry.replace(/\[[^\]]*\]/g, '')
  const port = /:(\d+)$/.exec(outside)
  if (!port || outside.indexOf(':') !== outside.lastIndexOf(':')) return { name: entry }
  return { name: entry.slice(0, -port[0].length), port: Number(port[1]) }
}

const expandRange = (part: string): string[] | { wrong: string } => {
  const [first = '', last = '', stepText = '1', ...more] = part.slice(1, -1).split(':')
  const step = Number(stepText)
  const [from, to] = bounds(first || '0', last)
  if (more.length > 0 || from === undefined || to === undefined)
    return { wrong: `${part} is not a range like [01:20], [a:f] or [0:10:2]` }
  if (!Number.isInteger(step) || step < 1) return { wrong: `${part} has a step that is no whole number above 0` }
  if (to < from) return { wrong: `${part} ends before it begins` }
  const width = /^0\d/.test(first) ? first.length : 0
  if (width && width !== last.length) return { wrong: `${part} must have a beginning and an end of equal length` }
  if ((to - from) / step >= mostNames) return { wrong: `${part} stands for more than ${mostNames} hosts` }
  const numbers = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
  return numbers.map(number => (/^\d/.test(last) ? String(number).padStart(width, '0') : letters[number]!))
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

const bounds = (first: string, last: string): [number?, number?] => {
  if (/^\d+$/.test(first) && /^\d+$/.test(last)) return [Number(first), Number(last)]
  if (/^[A-Za-z]$/.test(first) && /^[A-Za-z]$/.test(last)) return [letters.indexOf(first), letters.indexOf(last)]
  return []
}
