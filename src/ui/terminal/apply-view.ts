import { changeText } from '../../provisioning/model/change-text.ts'
import type { ApplyListener } from '../../provisioning/phases/apply.ts'
import type { LineWriter } from './line-writer.ts'
import type { Palette } from './palette.ts'

/** What happens while a plan of `total` changes is carried out. */
export const createApplyView = (
  total: number,
  palette: Palette,
  { write, live, columns }: LineWriter,
): ApplyListener & { close(): void } => {
  const underWay = new Map<string, string>()
  let done = 0
  const status = () => {
    if (!live) return
    const hosts = [...underWay].map(([host, what]) => `${host}: ${what}`).join(' · ')
    write(`\r\x1b[K${[...`${done}/${total}  ${hosts}`].slice(0, columns() - 1).join('')}`)
  }
  return {
    started: (host, change) => {
      underWay.set(host, changeText(change))
      status()
    },
    progress: (host, note) => {
      underWay.set(host, note)
      status()
    },
    ended: (host, change) => {
      done += 1
      underWay.delete(host)
      write(`${live ? '\r\x1b[K' : ''}${palette.green('✓')} ${palette.bold(host)}  ${changeText(change)}\n`)
      status()
    },
    close: () => {
      if (live) write('\r\x1b[K')
    },
  }
}
