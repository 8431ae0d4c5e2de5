import { describe, expect, it } from 'vitest'
import { isShared } from '../../../../src/daemons/follower/linux/mount-sharing.ts'

const mountinfo = `21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 21 0:20 / /run rw,nosuid - tmpfs tmpfs rw
23 22 0:21 / /run/a\\040b rw master:3 shared:7 - tmpfs tmpfs rw
24 21 0:22 / /data rw shared:9 - tmpfs tmpfs rw
25 21 0:23 / /data rw master:9 - tmpfs tmpfs rw
`

describe('what is mounted below a path is seen elsewhere', () => {
  it.each([
    ['/srv', true],
    ['/run', false],
    ['/running', true],
    ['/run/x', false],
    ['/run/a b/c', true],
    ['/data/x', false],
  ])('%s: %s', (path, shared) => expect(isShared(mountinfo, path)).toBe(shared))
})
