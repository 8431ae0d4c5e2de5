import { expect, it } from 'vitest'
import { planGc } from '../../../../../src/daemons/follower/images/store/gc-plan.ts'

const contents = {
  images: new Map([
    ['app', ['base', 'app1']],
    ['tool', ['base', 'tool1']],
  ]),
  layers: ['base', 'app1', 'tool1', 'stray'],
}

it.each([
  ['nothing is used', [], [], { images: ['app', 'tool'], layers: ['base', 'app1', 'tool1', 'stray'] }],
  ['an image is excluded', ['app'], [], { images: ['tool'], layers: ['tool1', 'stray'] }],
  ['a container uses all of one', [], ['base', 'tool1'], { images: ['app'], layers: ['app1', 'stray'] }],
  ['a container uses a layer of old', [], ['stray'], { images: ['app', 'tool'], layers: ['base', 'app1', 'tool1'] }],
  ['both', ['app'], ['base', 'tool1'], { images: [], layers: ['stray'] }],
  ['an unknown one is excluded', ['other'], [], { images: ['app', 'tool'], layers: contents.layers }],
])('%s', (_, excluded, used, plan) => {
  expect(planGc(contents, new Set(excluded), new Set(used))).toEqual(plan)
})
