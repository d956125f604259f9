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
// and run it in the folder of package money, or say where they are to go generate:
//
//	go run ../internal/cldrgen -numbers numbers -core core
//	CLDR_NUMBERS=numbers CLDR_CORE=core go generate
//
// Without them it leaves the table as it is.
package main

import (
	"flag"
	"log"
	"os"
)

// languages are those of the table, with all regions that CLDR has for them.
var languages = []string{
	"ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it",
	"ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh",
}

// aliases lead from tags that are spelt otherwise, or whose script only the
// region tells, to locales of the table.
var aliases = map[string]string{
	"in": "id", "iw": "he", "no": "nb",
	"zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO", "zh-SG": "zh-Hans-SG", "zh-TW": "zh-Hant",
}

func main() {
	numbers := flag.String("numbers", "", "folder of the unpacked package cldr-numbers-full")
	core := flag.String("core", "", "folder of the unpacked package cldr-core")
	iso := flag.String("iso", "testdata/iso4217_minor_units.json", "the list of currencies")
	out := flag.String("out", "locale_table.go", "the Go file to write")
	flag.Parse()
	log.SetFlags(0)
	log.SetPrefix("cldrgen: ")

	if *numbers == "" || *core == "" {
		log.Printf("no CLDR packages given: %s is left as it is", *out)
		return
	}
	codes, err := readCodes(*iso)
	if err != nil {
		log.Fatal(err)
	}
	table, err := read(*numbers, *core, codes)
	if err != nil {
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
