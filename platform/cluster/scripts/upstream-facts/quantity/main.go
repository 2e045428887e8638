// Command quantity prints how apimachinery reads quantities: a JSON array of rows [text, error] or
// [text, as JSON writes it, Value(), MilliValue()]. A value is null where 64 bits cannot hold it, and below zero, where
// upstream computes nonsense (-65n has the value 1).
package main

import (
	"math"
	"math/rand"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"example.com/facts/internal/rows"
)

var literal = []string{
	"", " ", "x", "-", "+", ".", "--1", "+-1", "1.2.3", "1 Gi", "1GiB", "1kk", "1K", "1ki", "1mi", "Mi", "m", "Ki", "Ti", "Pi",
	"Ei", ".Ei", "e5", "E", "1e", "1e+", "1ee5", "1ke5", "1e5k", "1e3Ki", "1Ki5", "1.5e3.5", "0x10", "1_000", "1,5", "\u0661",
	"0", "00", "-0", "+0", "0.0", "0Ki", "0e5", "0m", ".0", "0.", "000.000", "1", "+1", "-1", "01", "-01", "1.", ".5", "-.5",
	"1.500", "1.234", "1.2345", "0.001", "0.0001", "1000m", "1500m", "-500m", "0.5", "100", "1000", "1100", "10000", "1.5k",
	"2000000", "1e3", "1E3", "1e+3", "1e-3", "1500e3", "1e4", "1.5e3", "12e-1", "1e18", "1e19", "1e21", "1e24", "1e999", "1e1000",
	"1e4294967296", "1e4294967299", "1e9223372036854775808", "1e-9", "1e-10",
	"0.1n", "0.5n", "1n", "1.1n", "-0.1n", "1000n", "1001n", "1u", "0.1u", "999999999n", "1E", "9E", "10E", "1000E", "9223372036854775807",
	"9223372036854775808", "-9223372036854775808", "9223372036854775807m", "99999999999999999999999999", "1000000000000000000000000",
	"+123456789012345678", "+1234567890123456789", "123456789.123456789", "1234567890.123456789",
	"123456789012345678.123456789", "12345678901234567890.1234567891", "0.000000001", "0.0000000001", "0.00000000001Ki",
	"1Ki", "12Ki", "8Ki", "01Ki", "1024Ki", "1024Mi", "1025Mi", "1.5Gi", "0.5Ki", "0.5Mi", "1.1Ki", "1.001Ki", "1023", "1024", "-1Ki", "-1.5Gi", "-0.5Ki", "1Ei", "7Ei",
	"8Ei", "9Ei", "-8Ei", "-9Ei", "1024Pi", "10000000Ti", "9007199254740993", "64Mi", "1000Ki", "1048576Ki", "0.9Ki", "1.0Ki", "2.50Gi",
}

var suffixes = []string{"", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e1", "e2", "e3", "e6", "E9", "e-1", "e-4", "E-6"}

func main() {
	for _, text := range literal {
		add(text)
	}
	random := rand.New(rand.NewSource(1))
	digits := func(most int) string {
		var text strings.Builder
		for i := random.Intn(most + 1); i > 0; i-- {
			text.WriteByte("0000123456789"[random.Intn(13)])
		}
		return text.String()
	}
	for i := 0; i < 360; i++ {
		text := []string{"", "", "", "-", "+"}[random.Intn(5)] + digits([]int{3, 6, 22}[random.Intn(3)])
		if random.Intn(2) == 0 {
			text += "." + digits([]int{2, 5, 14}[random.Intn(3)])
		}
		add(text + suffixes[random.Intn(len(suffixes))])
	}
	rows.Print()
}

func add(text string) {
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		rows.Add(text, err.Error())
		return
	}
	row := []any{text, quantity.String(), nil, nil}
	size := quantity.AsApproximateFloat64()
	if size >= 0 && size < math.MaxInt64/2 {
		row[2] = quantity.Value()
	}
	if size >= 0 && size < math.MaxInt64/2000 {
		row[3] = quantity.MilliValue()
	}
	rows.Add(row...)
}
