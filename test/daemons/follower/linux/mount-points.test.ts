import { expect, it } from 'vitest'
import { mountPoints, mountsBelow } from '../../../../src/daemons/follower/linux/mount-points.ts'

const mountinfo = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /srv/a rw - tmpfs tmpfs rw
31 30 0:27 / /srv/a/with\\040space rw - tmpfs tmpfs rw
32 22 0:28 / /srv/ab rw - tmpfs tmpfs rw
`

it('mount points are read as they are written', () => {
  expect(mountPoints(mountinfo)).toEqual(['/', '/srv/a', '/srv/a/with space', '/srv/ab'])
})
it('those below a folder come the deepest first, and no neighbour with them', () => {
  expect(mountsBelow(mountinfo, ['/srv/a', '/tmp'])).toEqual(['/srv/a/with space', '/srv/a'])
  expect(mountsBelow(mountinfo, ['/srv/a/with space/deeper'])).toEqual([])
})
