import { describe, expect, it } from 'vitest'
import { formatBytes, parseBytes } from '../../src/runtime/bytes.ts'
import { closest } from '../../src/runtime/closest.ts'
import { formatDuration, parseDuration } from '../../src/runtime/duration.ts'

describe('durations', () => {
  it.each([
    ['15secs', 15_000, '15secs'],
    ['1.5mins', 90_000, '90secs'],
    ['60secs', 60_000, '1mins'],
    ['10mins', 600_000, '10mins'],
    ['2weeks', 1_209_600_000, '2weeks'],
    ['10days', 864_000_000, '10days'],
    ['0ns', 0, '0ns'],
    ['500us', 0.5, '500us'],
    ['1ns', 1e-6, '1ns'],
    ['-5secs', -5000, '-5secs'],
    ['.5hrs', 1_800_000, '30mins'],
  ])('%s is %d ms, printed %s', (text, ms, printed) => {
    expect(parseDuration(text)).toBe(ms)
    expect(formatDuration(ms)).toBe(printed)
  })

  it.each(['', '15', 'secs', '15 secs', '15sec', '1e3secs', 'bad'])('%j is none', text => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('sizes', () => {
  it.each([
    ['4KB', 4096, '4KB'],
    ['2048MB', 2 ** 31, '2GB'],
    ['1500B', 1500, '1500B'],
    ['0B', 0, '0B'],
    ['1TB', 2 ** 40, '1TB'],
  ])('%s is %d bytes, printed %s', (text, bytes, printed) => {
    expect(parseBytes(text)).toBe(bytes)
    expect(formatBytes(bytes)).toBe(printed)
  })

  it.each(['', '1', '1.5GB', '1gb', '1PB', '-1B', '99999999TB'])('%j is none', text => {
    expect(parseBytes(text)).toBeUndefined()
  })
})

it.each([
  ['prot', 'port'],
  ['workdir', 'work_dir'],
  ['hostnam', 'hostname'],
  ['completely_else', undefined],
])('who writes %s may mean %s', (written, meant) => {
  expect(closest(written, ['port', 'work_dir', 'hostname'])).toBe(meant)
})
