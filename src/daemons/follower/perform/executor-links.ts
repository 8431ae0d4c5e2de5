import type { Peers } from '../../../mesos/libprocess/peers.ts'

/** Lasting connections to executors that speak libprocess, so that what they are told comes in order and at once. */
export interface ExecutorLinks {
  link(pid: string): void
  unlink(pid: string): void
}

export const createExecutorLinks = (peers: Pick<Peers, 'link'>): ExecutorLinks => {
  const links = new Map<string, () => void>()
  return {
    link: pid => {
      if (links.has(pid)) return
      // The end of the process is noticed by its container, and what is told to it later dials again.
      links.set(
        pid,
        peers.link(pid, () => links.delete(pid)),
      )
    },
    unlink: pid => {
      links.get(pid)?.()
      links.delete(pid)
    },
  }
}
