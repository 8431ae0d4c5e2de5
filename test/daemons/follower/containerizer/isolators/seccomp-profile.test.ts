import { describe, expect, it } from 'vitest'
import { seccompFrom } from '../../../../../src/daemons/follower/containerizer/isolators/linux/seccomp-profile.ts'

const reader = { arch: 'x64', kernel: '5.10.0-8-amd64', capabilities: ['CAP_CHOWN', 'CAP_SYS_ADMIN'] }
const rule = (more: object) => ({ names: ['mount'], action: 'SCMP_ACT_ALLOW', args: [], ...more })
const translated = (more: object, given: object = {}) =>
  seccompFrom({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [], ...more }, { ...reader, ...given })
const kept = (conditions: object, given: object = {}) => {
  const found = translated({ syscalls: [rule(conditions)] }, given)
  if ('refused' in found) return found.refused
  return found.syscalls?.length === 1
}

describe('a profile in the format of Docker', () => {
  it('becomes one of OCI', () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 1,
      archMap: [
        { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] },
        { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
      ],
      syscalls: [
        { names: ['read', 'write'], action: 'SCMP_ACT_ALLOW', args: [], comment: '', includes: {}, excludes: {} },
        {
          names: ['clone'],
          action: 'SCMP_ACT_ALLOW',
          args: [{ index: 0, value: 2114060288, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
          includes: {},
          excludes: { caps: ['CAP_SYS_ADMIN'], arches: ['s390', 's390x'] },
        },
        { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38, args: null, includes: { caps: ['CAP_CHOWN'] } },
        { name: 'personality', action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 8, op: 'SCMP_CMP_EQ' }] },
      ],
    }
    expect(seccompFrom(profile, reader)).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 1,
      architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
      syscalls: [
        { names: ['read', 'write'], action: 'SCMP_ACT_ALLOW' },
        { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
        {
          names: ['personality'],
          action: 'SCMP_ACT_ALLOW',
          args: [{ index: 0, value: 8, valueTwo: 0, op: 'SCMP_CMP_EQ' }],
        },
      ],
    })
  })

  it.each([
    { arch: 'x64', expected: ['SCMP_ARCH_X86_64'] },
    { arch: 'arm64', expected: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'] },
    { arch: 'mips', expected: undefined },
  ])('has the architectures of $arch', ({ arch, expected }) => {
    const archMap = [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
    ]
    expect(translated({ archMap }, { arch })).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [],
      ...(expected ? { architectures: expected } : {}),
    })
  })

  const conditions: readonly { given: object; expected: boolean; reader?: object }[] = [
    { given: {}, expected: true },
    { given: { includes: { caps: ['CAP_CHOWN'] } }, expected: true },
    { given: { includes: { caps: ['CAP_KILL'] } }, expected: false },
    { given: { includes: { caps: ['CAP_KILL'] } }, expected: true, reader: { capabilities: undefined } },
    { given: { includes: { caps: [] } }, expected: true },
    { given: { excludes: { caps: ['CAP_CHOWN'] } }, expected: false },
    { given: { excludes: { caps: ['CAP_KILL'] } }, expected: true },
    { given: { includes: { arches: ['amd64', 'x32'] } }, expected: true },
    { given: { includes: { arches: ['arm64'] } }, expected: false },
    { given: { includes: { arches: ['arm64'] } }, expected: true, reader: { arch: 'arm64' } },
    { given: { excludes: { arches: ['amd64'] } }, expected: false },
    { given: { includes: { minKernel: '4.8' } }, expected: true },
    { given: { includes: { minKernel: '5.10' } }, expected: true },
    { given: { includes: { minKernel: '5.11' } }, expected: false },
    { given: { includes: { minKernel: '5.9' } }, expected: true },
    { given: { includes: { arches: ['amd64'], caps: ['CAP_KILL'] } }, expected: false },
  ]
  it.each(conditions)('$given for $reader: $expected', ({ given, expected, reader: other }) => {
    expect(kept(given, other)).toBe(expected)
  })

  it.each([
    { profile: [], says: 'the profile is no object' },
    { profile: {}, says: 'defaultAction is no text' },
    { profile: { defaultAction: 'ALLOW' }, says: "'ALLOW' is no action" },
    { profile: { defaultAction: 'SCMP_ACT_LOG', syscalls: {} }, says: 'syscalls is no list' },
    { profile: { defaultAction: 'SCMP_ACT_LOG', syscalls: [rule({ names: [] })] }, says: 'names are empty' },
    { profile: { defaultAction: 'SCMP_ACT_LOG', syscalls: [rule({ names: [1] })] }, says: 'names is no text' },
    { profile: { defaultAction: 'SCMP_ACT_LOG', syscalls: [rule({ args: [{ index: 0 }] })] }, says: 'op is no text' },
    {
      profile: {
        defaultAction: 'SCMP_ACT_LOG',
        syscalls: [rule({ args: [{ op: 'SCMP_CMP_EQ', index: -1, value: 1 }] })],
      },
      says: 'index is no number',
    },
    {
      profile: { defaultAction: 'SCMP_ACT_LOG', syscalls: [rule({ includes: { moon: 'full' } })] },
      says: "nobody knows the condition 'moon'",
    },
  ])('is refused: $says', ({ profile, says }) => {
    expect(seccompFrom(profile, reader)).toEqual({ refused: expect.stringContaining(says) })
  })
})
