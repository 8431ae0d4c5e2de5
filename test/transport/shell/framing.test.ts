import { describe, expect, it } from 'vitest'
import { createFrameReader, type Frame, framed } from '../../../src/transport/shell/framing.ts'

const nonce = '0123456789abcdef0123456789abcdef'
const end = (number: number, exitCode?: number): string =>
  `\x1e${nonce} ${number}${exitCode === undefined ? '' : ` ${exitCode}`}\n`
const shown = ({ output, ...frame }: Frame) => ({ ...frame, output: output.toString() })

/** Fed in pieces of `size` bytes: where the pieces end must not matter. */
const read = (text: string, size: number, limit = 1000): ReturnType<typeof shown>[] => {
  const reader = createFrameReader(nonce, () => limit)
  const bytes = Buffer.from(text)
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; at += size) frames.push(...reader.push(bytes.subarray(at, at + size)))
  return frames.map(shown)
}

describe('createFrameReader', () => {
  const cases: { name: string; text: string; frames: object[] }[] = [
    { name: 'no output', text: end(0, 0), frames: [{ number: 0, exitCode: 0, output: '', truncated: false }] },
    {
      name: 'two commands, the first without a newline at its end',
      text: `one${end(0, 0)}two\n${end(1, 3)}`,
      frames: [
        { number: 0, exitCode: 0, output: 'one', truncated: false },
        { number: 1, exitCode: 3, output: 'two\n', truncated: false },
      ],
    },
    { name: 'stderr has no exit code', text: `oh${end(4)}`, frames: [{ number: 4, output: 'oh', truncated: false }] },
    {
      name: 'the frame of another nonce is output',
      text: `\x1e${nonce.replace('0', 'f')} 0 0\n${end(0, 1)}`,
      frames: [{ number: 0, exitCode: 1, output: `\x1e${nonce.replace('0', 'f')} 0 0\n`, truncated: false }],
    },
    {
      name: 'half a start, then a whole one',
      text: `\x1e0123\x1e${nonce.slice(0, 31)}\x1e${end(0, 0)}`,
      frames: [{ number: 0, exitCode: 0, output: `\x1e0123\x1e${nonce.slice(0, 31)}\x1e`, truncated: false }],
    },
    {
      name: 'the nonce without its separator is output',
      text: `${nonce} 0 0\n${end(0, 0)}`,
      frames: [{ number: 0, exitCode: 0, output: `${nonce} 0 0\n`, truncated: false }],
    },
  ]
  for (const size of [1, 2, 7, 33, 34, 35, 10_000])
    it.each(cases)(`$name, ${size} bytes at a time`, ({ text, frames }) => expect(read(text, size)).toEqual(frames))

  it('drops what is over the limit and says so, and the next command starts anew', () =>
    expect(read(`${'x'.repeat(50)}${end(0, 0)}yes${end(1, 0)}`, 8, 10)).toEqual([
      { number: 0, exitCode: 0, output: 'xxxxxxxxxx', truncated: true },
      { number: 1, exitCode: 0, output: 'yes', truncated: false },
    ]))

  it('asks for the limit of the command whose turn it is', () => {
    const reader = createFrameReader(nonce, number => [3, 5][number] ?? 0)
    const frames = reader.push(Buffer.from(`abcdef${end(0, 0)}abcdef${end(1, 0)}`))
    expect(frames.map(frame => frame.output.toString())).toEqual(['abc', 'abcde'])
  })

  it('hands out the output of a command that never ended', () => {
    const reader = createFrameReader(nonce, () => 100)
    reader.push(Buffer.from(`${end(0, 0)}so far\x1e${nonce.slice(0, 4)}`))
    expect(shown(reader.rest())).toEqual({ number: 1, output: `so far\x1e${nonce.slice(0, 4)}`, truncated: false })
  })
})

it('sh text of a frame names number and nonce on both streams', () =>
  expect(framed(nonce, 17, 'true')).toBe(`true\nprintf '\\036${nonce} 17 %s\\n' $?;printf '\\036${nonce} 17\\n' >&2\n`))
