import type { FactKind } from '../../model/fact.ts'

export interface MemberState {
  /** Not: it answers nothing. */
  readonly answers: boolean
  /** leader, follower, standalone; absent: it serves nobody, for it has no quorum. */
  readonly mode?: string
  /** Milliseconds. */
  readonly longestLatency?: number
  /** Of the last hour: how often a write to the disk took over a second, and the longest of them in milliseconds. */
  readonly slowWrites: number
  readonly slowestWrite: number
}

/** One server of the ensemble, by its word srvr and by what it said of its disk. */
export const zookeeperMember: FactKind<{ readonly port: number; readonly unit: string }, MemberState> = {
  name: 'zookeeper/member',
  command: ({ port, unit }) => ({ script, args: [String(port), unit] }),
  read: ({ stdout }) => {
    const [, mode] = /^Mode: (\w+)/m.exec(stdout) ?? []
    const [, longest] = /^Latency min\/avg\/max: [\d.]+\/[\d.]+\/([\d.]+)/m.exec(stdout) ?? []
    const slow = [...stdout.matchAll(/fsync-ing the write ahead log.* took (\d+)ms/g)].map(([, ms]) => Number(ms))
    return {
      answers: /^(Zookeeper version|Mode:|This ZooKeeper)/m.test(stdout),
      ...(mode === undefined ? {} : { mode }),
      ...(longest === undefined ? {} : { longestLatency: Number(longest) }),
      slowWrites: slow.length,
      slowestWrite: Math.max(0, ...slow),
    }
  },
  subject: ({ port }) => `the ZooKeeper server on port ${port}`,
}

const script = `timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf srvr >&3 && cat <&3' bash "$1" 2>/dev/null
journalctl -u "$2" --since -1h --no-pager -o cat 2>/dev/null | grep 'fsync-ing the write ahead log' | tail -n 200; :`
