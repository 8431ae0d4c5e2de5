import { readFile } from 'node:fs/promises'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Event } from '../events.ts'

const EVERY_MS = 5000

export interface WhitelistOptions {
  /** --whitelist: a path or file:// address; absent or `*`: every agent. */
  readonly file?: string
  readonly clock: Clock
  readonly post: (event: Event) => void
  readonly log: Logger
}

/** Reads the file now and every 5 s; what it held last stays while it cannot be read. Returns what ends that. */
export const watchWhitelist = ({ file, clock, post, log }: WhitelistOptions): (() => void) => {
  if (file === undefined || file === '*') return () => {}
  const path = file.replace(/^file:\/\//, '')
  let known: string | undefined
  let stop = () => {}
  const look = async () => {
    const text = await readFile(path, 'utf8').catch(error => {
      log.error('the whitelist cannot be read', { path, error: (error as Error).message })
    })
    if (stopped) return
    if (text !== undefined && text !== known) post({ kind: 'whitelist-read', hostnames: namesIn(text) })
    known = text ?? known
    stop = clock.after(EVERY_MS, look)
  }
  let stopped = false
  void look()
  return () => {
    stopped = true
    stop()
  }
}

/** One a line. */
const namesIn = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
