import { MantlError } from '../errors.ts'

/** PURE. The words of the statuses that Mesos uses. */
export const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

const byCode: Readonly<Record<string, number>> = {
  'json.invalid': 400,
  'wire.malformed': 400,
  'recordio.malformed': 400,
  'http.body-encoding': 400,
  'http.body-too-large': 413,
  'not-authenticated': 401,
  'not-authorized': 403,
  'not-found': 404,
  conflict: 409,
  unavailable: 503,
}

/** The status for an error that a handler threw: by its code, else 500. */
export const statusOf = (error: unknown): number => (error instanceof MantlError && byCode[error.code]) || 500
