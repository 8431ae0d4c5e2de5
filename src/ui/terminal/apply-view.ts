import type { ApplyListener } from '../../provisioning/phases/apply.ts'
import { changeText } from './change-text.ts'
import type { Palette } from './palette.ts'

export interface ApplyViewOptions {
  readonly palette: Palette
  readonly write: (text: string) => void
  /** A terminal gets one living line at the bottom, anything else a line a change. */
  readonly live: boolean
  readonly total: number
  readonly columns: () => number
}

/** What happens while a plan is carried out. */
export const createApplyView = ({
  palette,
  write,
  live,
  total,
  columns,
}: ApplyViewOptions): ApplyListener & { close(): void } => {
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
