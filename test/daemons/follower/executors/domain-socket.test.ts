import { describe, expect, it } from 'vitest'
import {
  mountedSocket,
  socketFlagProblems,
  socketPlaces,
} from '../../../../src/daemons/follower/executors/domain-socket.ts'

const flags = { http_executor_domain_sockets: true, runtime_dir: '/var/run/mesos' }

describe('the socket for executors', () => {
  it('is agent.sock in --runtime_dir where nobody says otherwise, and a link to one that has a folder of its own', () => {
    expect(socketPlaces(flags)).toEqual({
      location: '/var/run/mesos/agent.sock',
      folder: '/var/run/mesos/executors',
      file: '/var/run/mesos/executors/agent.sock',
    })
  })
  it('is not there unless it is asked for, whatever its place', () => {
    const off = { ...flags, http_executor_domain_sockets: false, domain_socket_location: 'nonsense' }
    expect([socketPlaces(off), socketFlagProblems(off)]).toEqual([undefined, []])
  })
  it.each([
    ['/mnt/mesos/sandbox', '/mnt/mesos/agent/agent.sock'],
    ['/sandbox/', '/agent/agent.sock'],
  ])('beside the sandbox %s is %s', (sandbox, file) => {
    expect(mountedSocket(sandbox).file).toBe(file)
  })
  const path = (bytes: number) => `/${'x'.repeat(bytes - 1)}`
  it.each([
    [{ domain_socket_location: '/run/a.sock' }, 0],
    [{ domain_socket_location: path(107) }, 0],
    [{ domain_socket_location: path(108) }, 1],
    [{ domain_socket_location: `/${'é'.repeat(54)}` }, 1],
    [{ domain_socket_location: 'a.sock' }, 1],
    [{ domain_socket_location: 'systemd:agent' }, 1],
    [{ domain_socket_location: '/var/run/mesos/executors/agent.sock' }, 1],
    [{ runtime_dir: path(100) }, 2],
  ])('with %j has %i problems', (given, problems) => {
    expect(socketFlagProblems({ ...flags, ...given })).toHaveLength(problems)
  })
})
