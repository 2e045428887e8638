import { describe, expect, test } from 'vitest'
import { matchesLabels, parseLabelSelector } from './parse-label-selector.ts'

const labels = { app: 'web', tier: 'front', 'example.com/x': '', size: '10' }

describe('matches', () => {
  test.each([
    { text: '', want: true },
    { text: 'app=web', want: true },
    { text: 'app==web', want: true },
    { text: ' app = web , tier = front ', want: true },
    { text: 'app=api', want: false },
    { text: 'app!=api', want: true },
    { text: 'none!=x', want: true },
    { text: 'app in (api, web)', want: true },
    { text: 'app notin (api,web)', want: false },
    { text: 'none notin (a)', want: true },
    { text: 'app', want: true },
    { text: '!app', want: false },
    { text: '!none,app', want: true },
    { text: 'example.com/x=', want: true },
    { text: 'example.com/x in ()', want: true },
    { text: 'size>9', want: true },
    { text: 'size<9', want: false },
    { text: 'app>1', want: false },
    { text: 'in in (in)', want: false },
    { text: 'constructor', want: false },
  ])('$text: $want', ({ text, want }) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(want)
  })
})

describe('refuses', () => {
  test.each([
    { text: 'app=web,,', says: "unable to parse requirement: found ',', expected: identifier" },
    { text: ',', says: "unable to parse requirement: found ',', expected: identifier" },
    { text: 'app in web', says: "unable to parse requirement: found 'web' expected: '('" },
    { text: 'app in (web', says: "unable to parse requirement: found '', expected: ',' or ')'" },
    {
      text: 'app=web tier',
      says: "unable to parse requirement: found 'tier', expected: ',' or 'end of string'",
    },
    {
      text: 'app ~ web',
      says: "unable to parse requirement: found '~', expected: in, notin, =, ==, !=, gt, lt",
    },
    { text: 'app>big', says: "for 'Gt', 'Lt' operators, the value must be an integer" },
    { text: '-app', says: 'key: Invalid value: "-app": name part must consist of alphanumeric characters' },
    { text: `app=${'x'.repeat(64)}`, says: 'must be no more than 63 bytes' },
  ])('$text', ({ text, says }) => {
    expect(() => parseLabelSelector(text)).toThrow(says)
  })
})
