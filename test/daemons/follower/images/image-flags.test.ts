import { expect, it } from 'vitest'
import { followerFlags } from '../../../../src/daemons/follower/flags.ts'
import type { FollowerFlags } from '../../../../src/daemons/follower/identity.ts'
import { gcConfigOf, imageFlagProblems, registryOf } from '../../../../src/daemons/follower/images/image-flags.ts'
import { parseFlags } from '../../../../src/runtime/flags.ts'

const flags = (...given: readonly string[]): FollowerFlags => {
  const argv = ['--master=localhost:5050', '--work_dir=/w', ...given]
  const parsed = parseFlags(followerFlags, { program: 'mesos-agent', argv, env: {}, readFile: () => '' })
  if (parsed.kind !== 'values') throw new Error(JSON.stringify(parsed))
  return parsed.values
}
const isolation = '--isolation=filesystem/linux,docker/runtime'
const interval = { nanoseconds: 60e9 }

it.each([
  ['none at all', []],
  ['images', ['--image_providers=DOCKER', isolation]],
  ['in small letters', ['--image_providers=docker', isolation]],
  ['a folder', ['--docker_registry=/images']],
  ['a folder as an address', ['--docker_registry=file:///images']],
  ['a host', ['--docker_registry=registry.example:5000']],
  ['a backend', ['--image_provisioner_backend=copy']],
  ['a config', ['--docker_config={"auths":{}}']],
])('%s: nothing is wrong', (_, given) => {
  expect(imageFlagProblems(flags(...given))).toEqual([])
})

it.each([
  [['--image_providers=APPC', isolation], "'APPC' is not DOCKER"],
  [['--image_providers=DOCKER'], 'needs filesystem/linux'],
  [['--image_providers=DOCKER', '--isolation=filesystem/linux'], 'needs docker/runtime'],
  [['--image_providers=DOCKER', isolation, '--launcher=posix'], 'needs --launcher=linux'],
  [['--image_provisioner_backend=aufs'], "'aufs' is neither overlay nor copy"],
  [['--docker_registry=hdfs://x/y'], 'hdfs is not supported'],
  [['--docker_registry=ftp://x'], 'neither a URL nor a folder'],
  [['--docker_registry=https://me:secret@x'], 'in --docker_config'],
  [['--docker_store_dir=store'], 'not an absolute path'],
  [['--docker_config=[]'], 'no docker config.json'],
  [['--image_gc_config={}'], 'missing required field'],
  [
    [`--image_gc_config=${JSON.stringify({ image_disk_headroom: 2, image_disk_watch_interval: interval })}`],
    'between 0 and 1',
  ],
  [
    [
      `--image_gc_config=${JSON.stringify({ image_disk_headroom: 0.1, image_disk_watch_interval: { nanoseconds: 1 } })}`,
    ],
    'under a second',
  ],
])('%j is told', (given, why) => {
  expect(imageFlagProblems(flags(...given)).join()).toContain(why)
})

it('reads what they say', () => {
  const config = { image_disk_headroom: 0.1, image_disk_watch_interval: interval }
  expect(gcConfigOf(flags(`--image_gc_config=${JSON.stringify(config)}`))).toEqual(config)
  expect(registryOf(flags('--docker_registry=file:///images'))).toBe('/images')
})
