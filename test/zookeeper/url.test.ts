import { describe, expect, test } from 'vitest'
import { parseZooKeeperUrl, redactZooKeeperUrl } from '../../src/zookeeper/url.ts'

const one = { host: 'h1', port: 2181 }

describe('a ZooKeeper address', () => {
  test.each([
    ['zk://h1:2181/mesos', { servers: [one], chroot: '/mesos' }],
    ['zk://h1', { servers: [one], chroot: '/' }],
    ['zk://h1/', { servers: [one], chroot: '/' }],
    ['zk://h1/a/b/', { servers: [one], chroot: '/a/b' }],
    ['zk://h1:2181,h2:99/mesos', { servers: [one, { host: 'h2', port: 99 }], chroot: '/mesos' }],
    ['zk://[::1]:2182/m', { servers: [{ host: '::1', port: 2182 }], chroot: '/m' }],
    ['zk://u:p@h1/m', { servers: [one], chroot: '/m', auth: { scheme: 'digest', id: 'u:p' } }],
    ['zk://u:p@:/x@h1/m', { servers: [one], chroot: '/m', auth: { scheme: 'digest', id: 'u:p@:/x' } }],
  ])('%s is understood', (text, parsed) => expect(parseZooKeeperUrl(text)).toEqual(parsed))

  test.each([
    ['h1:2181/mesos', 'does not start with zk://'],
    ['zk://', 'a host is missing'],
    ['zk:///mesos', 'a host is missing'],
    ['zk://h1,,h2/mesos', 'a host is missing'],
    ['zk://h1:0/m', 'port "0"'],
    ['zk://h1:65536/m', 'port "65536"'],
    ['zk://h1:/m', 'port ""'],
    ['zk://h1:21x/m', 'port "21x"'],
    ['zk://::1/m', 'is not host:port'],
    ['zk://user@h1/m', 'user:password'],
    ['zk://:pass@h1/m', 'user:password'],
    ['zk://h1/a//b', 'an empty segment'],
    ['zk://h1/a/../b', 'a relative segment'],
  ])('%s is refused', (text, problem) =>
    expect(() => parseZooKeeperUrl(text)).toThrow(
      expect.objectContaining({ code: 'zookeeper.bad_url', message: expect.stringContaining(problem) }),
    ),
  )

  test('its password is shown by no message', () => {
    expect(redactZooKeeperUrl('zk://u:hush@h1/m')).toBe('zk://u:***@h1/m')
    expect(redactZooKeeperUrl('zk://hush@h1/m')).toBe('zk://***@h1/m')
    expect(() => parseZooKeeperUrl('zk://u:hush@h1:0')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hush') }),
    )
  })
})
