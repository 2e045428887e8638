// Written by `npm run contract -w dev/webapp` from dev/api/openapi.json.
import type { FromSchema } from 'json-schema-to-ts'

export const pageSchema = {
  "description": "One page.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "entries",
    "nextCursor"
  ],
  "properties": {
    "entries": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "author",
          "message",
          "createdAt"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "A whole number above zero, as text."
          },
          "author": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "createdAt": {
            "type": "string",
            "format": "date-time"
          }
        }
      },
      "description": "Newest first."
    },
    "nextCursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Give it as `cursor` to get the next, older page; null on the last one."
    }
  }
} as const
export type Page = FromSchema<typeof pageSchema>

export const draftSchema = {
  "type": "object",
  "additionalProperties": false,
  "required": [
    "author",
    "message"
  ],
  "properties": {
    "author": {
      "type": "string",
      "minLength": 1,
      "maxLength": 80,
      "pattern": "\\S",
      "format": "storable-text",
      "description": "Who writes. Holds at least one visible character."
    },
    "message": {
      "type": "string",
      "minLength": 1,
      "maxLength": 1000,
      "pattern": "\\S",
      "format": "storable-text",
      "description": "What they write. Holds at least one visible character."
    }
  }
} as const
export type Draft = FromSchema<typeof draftSchema>

export const problemSchema = {
  "type": "object",
  "required": [
    "type",
    "title",
    "status",
    "detail",
    "requestId"
  ],
  "properties": {
    "type": {
      "type": "string",
      "description": "Always about:blank: the status names the kind of problem."
    },
    "title": {
      "type": "string"
    },
    "status": {
      "type": "integer"
    },
    "detail": {
      "type": "string"
    },
    "requestId": {
      "type": "string",
      "description": "Finds the request in the logs."
    },
    "errors": {
      "type": "array",
      "description": "What is wrong with single parts of the request.",
      "items": {
        "type": "object",
        "required": [
          "detail"
        ],
        "properties": {
          "pointer": {
            "type": "string",
            "description": "JSON pointer into the body."
          },
          "parameter": {
            "type": "string",
            "description": "Name of a query or path parameter."
          },
          "detail": {
            "type": "string"
          }
        }
      }
    }
  }
} as const
export type Problem = FromSchema<typeof problemSchema>
