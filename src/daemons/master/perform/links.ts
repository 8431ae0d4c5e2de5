import type { Peers } from '../../../mesos/libprocess/peers.ts'
import type { Event } from '../events.ts'

export interface Links {
  link(pid: string): void
  relink(pid: string): void
  unlink(pid: string): void
}

/** At most one link a peer, whose end is told once. */
export const createLinks = (peers: Pick<Peers, 'link' | 'relink'>, post: (event: Event) => void): Links => {
  const ends = new Map<string, () => void>()
  const link = (pid: string) => {
    if (ends.has(pid)) return
    const exited = () => {
      ends.delete(pid)
      post({ kind: 'link-exited', pid })
    }
    ends.set(pid, peers.link(pid, exited))
  }
  return {
    link,
    relink: pid => (ends.has(pid) ? peers.relink(pid) : link(pid)),
    unlink: pid => {
      ends.get(pid)?.()
      ends.delete(pid)
    },
  }
}
