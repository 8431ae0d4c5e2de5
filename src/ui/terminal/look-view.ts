import { hostNames } from '../../inventory/host-names.ts'
import type { ObserveListener } from '../../provisioning/run/observe.ts'
import type { LineWriter } from './line-writer.ts'
import type { Palette } from './palette.ts'

/** What happens while hosts are connected to and looked at. */
export const createLookView = (
  hosts: readonly string[],
  { dim }: Palette,
  { write, live, columns }: LineWriter,
): ObserveListener & { close(): void } => {
  const waiting = new Set(hosts)
  const show = () => {
    if (!live) return
    const text = `looking at ${hosts.length - waiting.size}/${hosts.length} hosts  ${hostNames([...waiting])}`
    write(`\r\x1b[K${dim([...text].slice(0, columns() - 1).join(''))}`)
  }
  if (!live) write(`looking at ${hostNames(hosts)}\n`)
  show()
  return {
    looked: host => {
      waiting.delete(host)
      show()
    },
    waiting: why => {
      write(`${live ? '\r\x1b[K' : ''}${why}; waiting\n`)
    },
    close: () => {
      if (live) write('\r\x1b[K')
    },
  }
}
