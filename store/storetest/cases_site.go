// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

func siteCases() []testCase {
	return []testCase{
		{"sites-alike", "sites, kinds and indexes whose names are nearly alike are different ones", sitesAlike},
		{"sites-events-apart", "claims and settlements of a site have no effect on another, whose keys and subscriptions have the same names", sitesEventsApart},
		{"keeper-sites-apart", "requeueing, rewinding, unsubscribing and trimming in a site have no effect on another", withKeeper(keeperSitesApart)},
	}
}

func sitesAlike(k *kit) {
	alike := []string{"main", "Main", "MAIN", "main ", " main", "mäin", "ma%n", "ma_n", "mainn", "mai", "🛒"}
	for i, s := range alike {
		for j, kind := range alike {
			ref := driver.Ref{Site: s, Kind: kind, ID: "a"}
			w := driver.Write{Ref: ref, Revision: 1, Doc: text(fmt.Sprint(i, "/", j)), Keys: []driver.Key{key(kind, "k")}, Unique: []driver.Key{key(s+"!", "u")}}
			if err := k.try(writes(w)); err != nil {
				k.Fatalf("Commit() of kind %q in site %q = %v", kind, s, err)
			}
		}
	}
	for i, s := range alike {
		for j, kind := range alike {
			for _, index := range []string{kind, s + "!", ""} {
				var docs []string
				for _, r := range k.find(driver.Query{Site: s, Kind: kind, Index: index}) {
					docs = append(docs, content(r.Doc))
				}
				want(k, fmt.Sprintf("Find() of kind %q in site %q by %q", kind, s, index), strings.Join(docs, " "), fmt.Sprint(i, "/", j))
			}
		}
	}
}

// elsewhere returns a claim of subscription s of the other site.
func elsewhere() driver.Claim {
	c := claiming("s")
	c.Site = elsesite
	return c
}

// happenElsewhere is happen in the other site.
func (k *kit) happenElsewhere(keys ...string) {
	k.Helper()
	for _, key := range keys {
		e := k.event(key, 0, "done")
		e.Site = elsesite
		k.must("Commit()", k.emit(e))
	}
}

func sitesEventsApart(k *kit) {
	k.claim("s")
	k.happenElsewhere("a") // before the other site has a subscription
	k.claimAs(elsewhere())
	k.happen("a", "a")
	k.happenElsewhere("a", "b")
	here := k.claim("s")
	want(k, "Claim()", named(here), "a1")
	there := k.claimAs(elsewhere())
	want(k, "Claim() in another site", named(there), "a2 b1")
	stray := outcome("s", here[0], driver.Done)
	stray.Site = elsesite
	k.lost("of another site's event", stray)
	k.settle("s", here[0], driver.Dead)
	want(k, "Claim()", named(k.claim("s")), "a2")
	want(k, "Claim() in another site", named(k.claimAs(elsewhere())), "")
	for _, e := range there {
		k.settle("s", e, driver.Done)
	}
	k.happenElsewhere("a")
	want(k, "Claim() in another site", named(k.claimAs(elsewhere())), "a3")
	want(k, "Claim()", named(k.claim("s")), "")
}

func keeperSitesApart(k *kit, keeper driver.Keeper) {
	subscriptions := func() string {
		var list []string
		for _, s := range []string{site, elsesite} {
			subs, err := keeper.Subscriptions(k.Context(), s)
			k.must("Subscriptions()", err)
			dead, err := keeper.Dead(k.Context(), s, "s", "", driver.MaxPage)
			k.must("Dead()", err)
			list = append(list, fmt.Sprintf("%s%v%d", s, subs, len(dead)))
		}
		return strings.Join(list, " ")
	}
	k.claim("s")
	k.claimAs(elsewhere())
	k.happen("a", "a", "b")
	k.happenElsewhere("a", "a", "b")
	here, there := k.claim("s"), k.claimAs(elsewhere())
	for i, o := range []driver.Outcome{driver.Dead, driver.Done} {
		k.settle("s", here[i], o)
		k.settle("s", there[i], o)
	}
	want(k, "both sites", subscriptions(), "main[{s 1 1}]1 other[{s 1 1}]1")
	k.must("Requeue()", keeper.Requeue(k.Context(), site, "s", here[0].ID))
	want(k, "both sites after Requeue", subscriptions(), "main[{s 2 0}]0 other[{s 1 1}]1")
	k.must("Rewind()", keeper.Rewind(k.Context(), driver.Rewind{Site: site, Subscription: "s", Since: epoch}))
	want(k, "both sites after Rewind", subscriptions(), "main[{s 3 0}]0 other[{s 1 1}]1")
	k.drain("s")
	n, err := keeper.Trim(k.Context(), site, epoch.Add(time.Hour))
	k.must("Trim()", err)
	want(k, "Trim()", n, 3)
	want(k, "both sites after Trim", subscriptions(), "main[{s 0 0}]0 other[{s 1 1}]1")
	k.must("Unsubscribe()", keeper.Unsubscribe(k.Context(), site, "s"))
	want(k, "both sites after Unsubscribe", subscriptions(), "main[]0 other[{s 1 1}]1")
	n, err = keeper.Trim(k.Context(), elsesite, epoch.Add(time.Hour))
	k.must("Trim()", err)
	want(k, "Trim() of another site", n, 1)
	want(k, "Claim() in another site", named(k.claimAs(elsewhere())), "a2")
}
