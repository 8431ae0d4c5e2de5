import { describe, expect, it } from 'vitest'
import { isAlive, parseProcStat } from '../../../../src/daemons/follower/linux/proc-stat.ts'
import { membersOf } from '../../../../src/daemons/follower/linux/process-tree.ts'
import { parsePasswd } from '../../../../src/daemons/follower/linux/users.ts'

const line = (pid: number, ppid: number, session: number, name = 'sh', state = 'S') =>
  `${pid} (${name}) ${state} ${ppid} ${pid} ${session} 0 -1 4194560 120 0 0 0 5 7 0 0 20 0 2 0 ${pid * 10} 2600000 300 0 0\n`

describe('/proc/<pid>/stat', () => {
  it('is read by fields', () => {
    expect(parseProcStat(line(42, 1, 42))).toEqual({
      pid: 42,
      state: 'S',
      ppid: 1,
      session: 42,
      userTicks: 5,
      systemTicks: 7,
      threads: 2,
      startTime: 420,
      rssPages: 300,
    })
  })
  it.each(['a b', '(x) R 1', ') ('])('with the program named %j', name => {
    expect(parseProcStat(line(42, 1, 42, name))?.startTime).toBe(420)
  })
  it.each(['', '42', '42 (sh) S 1'])('%j is none', text => expect(parseProcStat(text)).toBeUndefined())
  it('knows the dead', () => expect(isAlive(parseProcStat(line(1, 0, 1, 'sh', 'Z'))!)).toBe(false))
})

it('a container without cgroups is a session and its descendants', () => {
  const all = [
    line(10, 1, 10),
    line(11, 10, 10),
    line(12, 11, 12, 'daemon'),
    line(13, 1, 10, 'adopted'),
    line(14, 13, 10, 'gone', 'Z'),
    line(15, 12, 12),
    line(99, 1, 99, 'another'),
  ].map(text => parseProcStat(text)!)
  const first = { pid: 10, startTime: 100 }
  expect(membersOf(first, all).map(({ pid }) => pid)).toEqual([10, 11, 12, 13, 15])
  const orphaned = all.filter(({ pid }) => pid !== 10)
  expect(membersOf(first, orphaned).map(({ pid }) => pid)).toEqual([11, 12, 13, 15])
  expect(membersOf({ pid: 10, startTime: 99 }, all)).toEqual([])
})

it('a user is found in /etc/passwd', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\nweb:x:33:34::/var/www:/bin/false\nbroken\n'
  expect(parsePasswd(text, 'web')).toEqual({ username: 'web', uid: 33, gid: 34 })
  expect(parsePasswd(text, 'broken')).toBeUndefined()
})
