import { describe, expect, it } from 'vitest'
import { okMessage, readCall, writeMessage } from '../../src/http/call-format.ts'
import { callTypes, contentType, JSON_TYPE, negotiate, PROTOBUF_TYPE, RECORDIO_TYPE } from '../../src/http/negotiate.ts'
import { TaskID } from '../../src/mesos/messages/ids.ts'

describe('Accept', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/x-protobuf', PROTOBUF_TYPE],
    ['application/x-protobuf, application/json', JSON_TYPE],
    ['text/html, application/x-protobuf;q=0.9', PROTOBUF_TYPE],
    ['application/json;q=0, application/x-protobuf', PROTOBUF_TYPE],
    ['text/html', undefined],
    ['application/recordio', undefined],
  ])('%s: %s', (accept, type) => expect(negotiate(accept)).toBe(type))
})

describe('Content-Type', () => {
  it.each([
    [{ 'content-type': 'application/json' }, JSON_TYPE],
    [{ 'content-type': 'application/x-protobuf' }, PROTOBUF_TYPE],
    [{ 'content-type': 'application/json; charset=utf-8' }, 415],
    [{ 'content-type': 'Application/JSON' }, 415],
    [{ 'content-type': 'text/plain' }, 415],
    [{}, 400],
  ])('%j: %s', (headers, expected) => {
    const type = contentType(headers)
    expect(typeof type === 'string' ? type : type.status).toBe(expected)
  })

  it('is refused in the words of Mesos', () => {
    expect(contentType({})).toMatchObject({ body: "Expecting 'Content-Type' to be present" })
    expect(contentType({ 'content-type': 'text/plain' })).toMatchObject({
      body: "Expecting 'Content-Type' of application/json or application/x-protobuf",
    })
  })
})

describe('an agent’s call', () => {
  const json = { 'content-type': JSON_TYPE }
  const recordio = { 'content-type': RECORDIO_TYPE }
  it.each([
    [json, { content: JSON_TYPE, streamed: false, accept: JSON_TYPE, acceptStreamed: false }],
    [
      { ...json, accept: PROTOBUF_TYPE },
      { accept: PROTOBUF_TYPE, acceptStreamed: false },
    ],
    [
      { ...json, accept: RECORDIO_TYPE },
      { accept: JSON_TYPE, acceptStreamed: true },
    ],
    [
      { ...json, accept: RECORDIO_TYPE, 'message-accept': PROTOBUF_TYPE },
      { accept: PROTOBUF_TYPE, acceptStreamed: true },
    ],
    [
      { ...recordio, 'message-content-type': PROTOBUF_TYPE },
      { content: PROTOBUF_TYPE, streamed: true },
    ],
    [recordio, { status: 400 }],
    [{ ...recordio, 'message-content-type': 'text/plain' }, { status: 415 }],
    [{ ...json, 'message-content-type': JSON_TYPE }, { status: 415 }],
    [{ ...json, accept: JSON_TYPE, 'message-accept': JSON_TYPE }, { status: 406 }],
    [{ ...json, accept: RECORDIO_TYPE, 'message-accept': 'text/plain' }, { status: 406 }],
    [
      { ...json, accept: 'text/html' },
      { status: 406, body: "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'" },
    ],
    [{}, { status: 400 }],
  ])('%j: %j', (headers, expected) => expect(callTypes(headers)).toMatchObject(expected))
})

describe('a call', () => {
  const value = { value: 't1' }

  it.each([JSON_TYPE, PROTOBUF_TYPE] as const)('in %s comes back as it was written', type => {
    expect(readCall(TaskID, type, writeMessage(TaskID, type, value))).toEqual({ call: value })
    expect(okMessage(TaskID, type, value)).toMatchObject({ status: 200, headers: { 'Content-Type': type } })
  })

  it.each([
    [JSON_TYPE, '{', /^Failed to parse body into JSON: /],
    [JSON_TYPE, '{}', /^Failed to convert JSON into TaskID protobuf: .*value/],
    [JSON_TYPE, '[]', /^Failed to convert JSON into TaskID protobuf: /],
    [PROTOBUF_TYPE, '////', /^Failed to parse body into TaskID protobuf/],
    [PROTOBUF_TYPE, '', /^Failed to parse body into TaskID protobuf/],
  ] as const)('that is none in %s: %j', (type, body, words) => {
    expect(readCall(TaskID, type, Buffer.from(body))).toMatchObject({ status: 400, body: expect.stringMatching(words) })
  })
})
