// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Command cldrgen writes the locale table of package money from the Unicode
// CLDR, as its npm packages hold it. Get and unpack them with
//
//	npm pack cldr-numbers-full cldr-core
//	mkdir numbers core
//	tar xzf cldr-numbers-full-*.tgz -C numbers --strip-components=1
//	tar xzf cldr-core-*.tgz -C core --strip-components=1
//
// and run it in the folder of package money:
//
//	go run ../internal/cldrgen -numbers numbers -core core
package main

import (
	"flag"
	"log"
	"os"
)

// tags are the locales of the table. CLDR keeps the figures of a language's main
// country with the language itself, so en stands for en-US and pt for pt-BR.
var tags = []string{
	"ar", "bg", "cs", "da", "de", "de-AT", "de-CH", "el",
	"en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "en-ZA",
	"es", "es-419", "es-MX", "fi", "fr", "fr-BE", "fr-CA", "fr-CH", "he", "hi", "hu", "id",
	"it", "it-CH", "ja", "ko", "nb", "nl", "nl-BE", "pl", "pt", "pt-BR", "pt-PT",
	"ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh", "zh-Hant",
}

// aliases lead from tags that are spelt otherwise, or whose script only the
// region tells, to locales of the table.
var aliases = map[string]string{
	"in": "id", "iw": "he", "no": "nb",
	"zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-TW": "zh-Hant",
}

func main() {
	numbers := flag.String("numbers", "", "folder of the unpacked package cldr-numbers-full")
	core := flag.String("core", "", "folder of the unpacked package cldr-core")
	iso := flag.String("iso", "testdata/iso4217_minor_units.json", "the list of currencies")
	out := flag.String("out", "locale_table.go", "the Go file to write")
	flag.Parse()
	log.SetFlags(0)
	log.SetPrefix("cldrgen: ")

	codes, err := readCodes(*iso)
	if err != nil {
		log.Fatal(err)
	}
	table := table{version: readVersion(*numbers)}
	for _, tag := range tags {
		l, err := readLocale(*numbers, tag, codes)
		if err != nil {
			log.Fatal(err)
		}
		table.locales = append(table.locales, l)
	}
	if table.aliases, err = readAliases(*core, tags, aliases); err != nil {
		log.Fatal(err)
	}
	src, err := table.source(codes)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, src, 0o644); err != nil {
		log.Fatal(err)
	}
}
