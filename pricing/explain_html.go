// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"html/template"
	"io"
	"sync"
)

// WriteHTML writes the explanation to w as a page that needs nothing from
// elsewhere: the table of WriteTable, with the name of each figure beside it.
// Names are escaped. There are no scripts in it, and its one style sheet stands
// in the page; a content security policy that allows neither still shows the
// table.
func (e *Explanation) WriteHTML(w io.Writer) error {
	return explanationPage().Execute(w, struct {
		Summary  string
		Sections []reportSection
		Skipped  []Skipped
	}{e.summary(), e.report(), e.reportSkipped()})
}

// explanationPage returns the template, read once.
var explanationPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("explanation").Parse(explanationHTML))
})

const explanationHTML = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How the totals came about</title>
<style>
body { font: 1rem/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; font-weight: normal; }
thead th { border-bottom: 2px solid #1a1a1a; font-weight: 600; }
tbody th[scope="rowgroup"] { border-bottom: 1px solid #767676; padding-top: 1rem; font-weight: 600; }
.amount { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td, th { overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>How the totals came about</h1>
<p>{{.Summary}}</p>
<table>
<caption>Every figure, what it is made of and what made it</caption>
<thead>
<tr><th scope="col">Figure</th><th scope="col" class="amount">Amount</th><th scope="col">How</th><th scope="col">By</th></tr>
</thead>
{{- range .Sections}}
<tbody>
<tr><th scope="rowgroup" colspan="4">{{.Title}}</th></tr>
{{- range .Rows}}
<tr><th scope="row" title="{{.Figure}}">{{.Label}}</th><td class="amount">{{.Amount}}</td><td>{{.How}}</td><td>{{.Source}}</td></tr>
{{- end}}
</tbody>
{{- end}}
</table>
{{- if .Skipped}}
<table>
<caption>What did not apply, and why</caption>
<thead>
<tr><th scope="col">What</th><th scope="col">Which</th><th scope="col">Why</th></tr>
</thead>
<tbody>
{{- range .Skipped}}
<tr><td>{{.Kind}}</td><th scope="row">{{.Name}}</th><td>{{.Reason}}</td></tr>
{{- end}}
</tbody>
</table>
{{- end}}
</main>
</body>
</html>
`
