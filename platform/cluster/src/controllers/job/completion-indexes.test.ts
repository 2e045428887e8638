import { expect, test } from 'vitest'
import { formatIndexes, parseIndexes } from './completion-indexes.ts'

test.for([
  { text: '', indexes: [] },
  { text: '3', indexes: [3] },
  { text: '0,1', indexes: [0, 1] },
  { text: '0-2', indexes: [0, 1, 2] },
  { text: '0,2-4,6,7,9', indexes: [0, 2, 3, 4, 6, 7, 9] },
])('"$text" are the indexes $indexes', ({ text, indexes }) => {
  expect([...parseIndexes(text)]).toEqual(indexes)
  expect(formatIndexes(new Set(indexes.toReversed()))).toBe(text)
})
