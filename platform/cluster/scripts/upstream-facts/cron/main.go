// Command cron prints how robfig/cron, the parser of Kubernetes' CronJobs, reads schedules: a JSON array of rows
// [schedule, error] or [schedule, after, next times...].
package main

import (
	"fmt"
	"math/rand"
	"strings"
	"time"
	_ "time/tzdata"

	"k8s.io/kubernetes/pkg/util/parsers"

	"example.com/facts/internal/rows"
)

var literal = []string{
	"", " ", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *",
	"* * * * 7", "0 0 * * 7", "0 0 * * 0-7", "* * * foo *", "* * * * monday", "* jan * * *", "*/0 * * * *",
	"*/-1 * * * *", "*/x * * * *", "1/2/3 * * * *", "1-2-3 * * * *", "5-3 * * * *", "-5 * * * *", "+5 * * * *",
	"1- * * * *", "*-3 * * * *", "*-x/20 * * * *", "?-3/2 * * * *", ", * * * *", "1,,2 * * * *", "*, * * * *",
	"0 0 , * 1", "0 0 1 * ,", "05 08 01 01 01", "9223372036854775807 * * * *", "9223372036854775808 * * * *",
	"*/9223372036854775807 * * * *", "1.5 * * * *", "1_0 * * * *", "0x1 * * * *", "é * * * *",
	"\t0  12 \t* * ?", " 0 12 * * *", "0 12 * * * ", "0\u00a012\u2003* * *", "0\ufeff12 * * *", "0\u008512 * * *",
	"0 0 29 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "59 23 31 12 *", "0 0 13 * 5", "0 0 13 * *", "0 0 * * 5",
	"0 0 */2 * 5", "0 0 ?/2 * 5", "0 0 */1 * 5", "0 0 1-31 * 5", "0 0 *,13 * 5", "0 0 13 * */2", "0 0 13 * */1",
	"0 0 13 * 0-6", "0 0 */2 * */2", "0 0 1/2 * *", "0 0 13 * ?", "0 0 ? * 1-5", "5/20 8-10/2 * JAN,mar *",
	"0 9 * * mon-fri", "0 9 * * MON,Wed,fri", "0 9 * jan-mar/2 *", "0 9 * * sat-sun", "0 22 * * fri/2",
	"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@Daily", "@daily ", " @daily",
	"@reboot", "@every", "@every ", "@every 1h30m", "@every 90s", "@every 1s", "@every 10ms", "@every 1.9s",
	"@every -1h", "@every 0", "@every +2m", "@every 1", "@every 1x", "@every 1d", "@every x", "@every .s", "@every .5h",
	"@every 1h ", "@every 1 h", "@every  1h", "@every 2540400h", "@every 2562047h47m16s854ms",
	"@every 2562048h", "@every 9223372036854775808ns", "@every -9223372036854775808ns", "@every 1us", "@every 3600000ms",
	"TZ=UTC 0 3 * * *", "CRON_TZ=Europe/Berlin 0 3 * * *", "TZ=Europe/Atlantis 0 3 * * *", "TZ=UTC", "CRON_TZ=UTC",
	"TZ= 0 3 * * *", "TZ=Asia/Kolkata @daily", "TZ=UTC @every 1h", "TZ=UTC   0 3 * * *  ", "TZ=../etc 0 3 * * *",
	"TZ=/etc 0 3 * * *", "TZ=europe/berlin 0 3 * * *", "TZ=+0100 0 3 * * *", "tz=UTC 0 3 * * *", "0 3 * * * TZ=UTC",
}

var fields = [][]string{
	{"*", "?", "0", "59", "*/15", "7/20", "10-20", "10-50/13", "0,30", "1-3,50", "*/59", "5,*/25"},
	{"*", "0", "23", "*/6", "8-18/3", "2,14", "9-17", "1/11"},
	{"*", "?", "1", "31", "*/2", "*/10", "1-7", "15,30", "*/1", "28-31", "5/9"},
	{"*", "1", "12", "*/3", "feb", "JUN-aug", "2,11", "4-10/3"},
	{"*", "?", "0", "6", "mon", "MON-FRI", "*/2", "*/3", "2,4", "sun,sat", "1-5/2", "*/1"},
}

// Zones whose clocks change at 2, at midnight, by half an hour, and from or to UTC itself.
var changes = map[string][]string{
	"Europe/Berlin":       {"2024-03-30T00:00:00Z", "2024-10-26T22:30:00Z"},
	"Europe/London":       {"2024-03-30T23:10:00Z", "2024-10-26T23:20:00Z"},
	"America/New_York":    {"2024-03-09T12:00:00Z", "2024-11-02T12:00:00Z"},
	"America/Sao_Paulo":   {"2018-11-03T12:00:00Z", "2018-02-17T12:00:00Z"},
	"America/Havana":      {"2024-03-09T12:00:00Z", "2024-11-02T12:00:00Z"},
	"Africa/Cairo":        {"2024-04-25T12:00:00Z", "2024-10-31T12:00:00Z"},
	"Australia/Lord_Howe": {"2024-10-05T10:00:00Z", "2024-04-06T10:00:00Z"},
	"Atlantic/Azores":     {"2024-03-30T12:00:00Z", "2024-10-26T12:00:00Z"},
	"Asia/Kolkata":        {"2024-01-31T18:00:00Z"},
	"Asia/Kathmandu":      {"2024-02-29T18:00:00Z"},
}

var atChanges = []string{
	"0 * * * *", "30 2 * * *", "0 0 * * *", "15 1 * * *", "0 0 1 * *", "45 */2 * * *", "0 3 * * 0", "@every 1h", "59 23 * * *",
}

func main() {
	for _, schedule := range literal {
		add(schedule, "2024-01-31T10:07:31.25Z")
	}
	random := rand.New(rand.NewSource(1))
	for i := 0; i < 240; i++ {
		var schedule []string
		for _, choices := range fields {
			schedule = append(schedule, choices[random.Intn(len(choices))])
		}
		start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.Intn(4*365*86400)) * time.Second)
		add(strings.Join(schedule, " "), start.Format(time.RFC3339))
	}
	for _, zone := range rows.SortedKeys(changes) {
		for _, after := range changes[zone] {
			for _, schedule := range atChanges {
				add(fmt.Sprintf("TZ=%s %s", zone, schedule), after)
			}
		}
	}
	rows.Print()
}

func add(text, after string) {
	schedule, err := parsers.ParseCronScheduleWithPanicRecovery(text)
	if err != nil {
		rows.Add(text, err.Error())
		return
	}
	row := []any{text, after}
	at, err := time.Parse(time.RFC3339, after)
	if err != nil {
		panic(err)
	}
	for i := 0; i < 4; i++ {
		if at = schedule.Next(at); at.IsZero() {
			break
		}
		row = append(row, at.UTC().Format(time.RFC3339))
	}
	rows.Add(row...)
}
