import type { ShowOutput } from '../../tasks/attached.ts'
import { writeAll } from './run-view.ts'

/** Writes a container's output where it belongs, or keeps it for the one value that --json prints. */
export const collectOutput = (keep: boolean) => {
  const kept: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  const show: ShowOutput = ({ stream, data }) => (keep ? void kept[stream].push(data) : writeAll(stream, data))
  const text = (stream: 'stdout' | 'stderr') => Buffer.concat(kept[stream]).toString('utf8')
  return { show, collected: () => (keep ? { stdout: text('stdout'), stderr: text('stderr') } : {}) }
}
