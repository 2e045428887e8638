// Package rows writes a table of facts as JSON in ASCII, one row a line.
package rows

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

var lines []string

// Add appends a row.
func Add(values ...any) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(values); err != nil {
		panic(err)
	}
	lines = append(lines, ascii(strings.TrimSpace(line.String())))
}

// Print writes every row to standard output.
func Print() {
	fmt.Printf("[\n%s\n]\n", strings.Join(lines, ",\n"))
}

// SortedKeys gives a map the same order in every run.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

func ascii(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r < 128 {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}
