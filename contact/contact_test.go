// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
)

// violations writes what a Checker recorded, one "field RULE" each.
func violations(c *fault.Checker) string {
	var out []string
	for _, v := range fault.Violations(c.Err()) {
		out = append(out, v.Field+" "+string(v.Rule))
	}
	return strings.Join(out, "; ")
}

func long(n int) string { return strings.Repeat("é", n) }

func TestAddressJSON(t *testing.T) {
	t.Parallel()
	geo := &contact.Geocode{Latitude: 40.7, Longitude: -74}
	tests := []struct {
		in   string
		want contact.Address
		out  string
	}{
		{
			`{"country":"US","subdivision":"US-NY","city":"New York","postalCode":"10173","addressLine":"525 5th Avenue","countryFullname":"United States","subdivisionFullname":"New York"}`,
			contact.Address{Country: "US", Subdivision: "US-NY", City: "New York", PostalCode: "10173", AddressLine: "525 5th Avenue", CountryFullname: "United States", SubdivisionFullname: "New York"},
			`{"country":"US","subdivision":"US-NY","city":"New York","postalCode":"10173","addressLine":"525 5th Avenue","countryFullname":"United States","subdivisionFullname":"New York"}`,
		},
		{
			`{"addressLine1":"34 Elizabeth Street","addressLine2":"4th floor","location":{"latitude":40.7,"longitude":-74},"formatted":"there"}`,
			contact.Address{AddressLine: "34 Elizabeth Street", AddressLine2: "4th floor", Geocode: geo, FormattedAddress: "there"},
			`{"addressLine":"34 Elizabeth Street","addressLine2":"4th floor","geocode":{"latitude":40.7,"longitude":-74},"formattedAddress":"there"}`,
		},
		{
			`{"addressLine1":"old","addressLine":"new","location":{"latitude":1,"longitude":1},"geocode":{"latitude":40.7,"longitude":-74}}`,
			contact.Address{AddressLine: "new", Geocode: geo},
			`{"addressLine":"new","geocode":{"latitude":40.7,"longitude":-74}}`,
		},
		{
			`{"streetAddress":{"number":"1","name":"Main","apt":"2","formattedAddressLine":"1 Main"},"hint":"ring twice","geocode":null,"addressLine":null,"country":null}`,
			contact.Address{StreetAddress: &contact.StreetAddress{Number: "1", Name: "Main", Apt: "2", FormattedAddressLine: "1 Main"}, Hint: "ring twice"},
			`{"streetAddress":{"number":"1","name":"Main","apt":"2","formattedAddressLine":"1 Main"},"hint":"ring twice"}`,
		},
		{`{}`, contact.Address{}, `{}`},
		{`null`, contact.Address{}, `{}`},
	}
	for _, tt := range tests {
		var got contact.Address
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("Unmarshal(%s) = %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Unmarshal(%s) differs (-want +got):\n%s", tt.in, diff)
		}
		out, err := json.Marshal(got)
		if err != nil || string(out) != tt.out {
			t.Errorf("Marshal(%s) = %s, %v, want %s", tt.in, out, err, tt.out)
		}
	}
	for _, bad := range []string{`{"country":7}`, `{"addressLine1":7}`, `{"geocode":{"latitude":"NaN"}}`, `[]`} {
		var got contact.Address
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("Unmarshal(%s) = nil, want an error", bad)
		}
	}
}

func TestAddressValidate(t *testing.T) {
	t.Parallel()
	full := contact.Address{Country: "DE", Subdivision: long(50), City: long(50), PostalCode: long(50), AddressLine: long(150), AddressLine2: long(100), Geocode: &contact.Geocode{Latitude: -90, Longitude: 180}}
	over := contact.Address{Country: "de", Subdivision: long(51), City: long(51), PostalCode: long(51), AddressLine: long(151), AddressLine2: long(101), Geocode: &contact.Geocode{Latitude: math.NaN(), Longitude: 180.1}}
	pickup := contact.PickupAddress{Country: "XX", City: long(1001), PostalCode: long(1000), AddressLine: long(1000), AddressLine2: long(1001)}
	var none *contact.Address
	tests := []struct {
		check func(c *fault.Checker)
		want  string
	}{
		{func(c *fault.Checker) { full.Validate(c, "a") }, ""},
		{func(c *fault.Checker) { none.Validate(c, "a") }, ""},
		{func(c *fault.Checker) { over.Validate(c, "a") }, "a.country FORMAT; a.subdivision MAX_LENGTH; a.city MAX_LENGTH; a.postalCode MAX_LENGTH; " +
			"a.addressLine MAX_LENGTH; a.addressLine2 MAX_LENGTH; a.geocode.latitude MIN; a.geocode.longitude MAX"},
		{func(c *fault.Checker) { pickup.ValidatePickup(c, "a") }, "a.country FORMAT; a.city MAX_LENGTH; a.addressLine2 MAX_LENGTH"},
		{func(c *fault.Checker) {
			(&contact.AddressWithContact{
				Address: &contact.Address{Country: "ZZ"},
				ContactDetails: &contact.Details{
					FirstName: long(101), LastName: long(101), Phone: "x", Company: long(1001), Email: "x", VatID: &contact.VatID{ID: "1"},
				},
			}).Validate(c, "b")
		}, "b.address.country FORMAT; b.contactDetails.firstName MAX_LENGTH; b.contactDetails.lastName MAX_LENGTH; b.contactDetails.phone FORMAT; " +
			"b.contactDetails.company MAX_LENGTH; b.contactDetails.email FORMAT; b.contactDetails.vatId.type REQUIRED_FIELD"},
		{func(c *fault.Checker) {
			(&contact.VatID{ID: "1", Type: contact.VatTypeUnspecified}).Validate(c, "v")
			(&contact.VatID{ID: "1", Type: "TIN"}).Validate(c, "w")
			(&contact.VatID{ID: "1", Type: contact.VatTypeCPF}).Validate(c, "x")
			(&contact.VatID{}).Validate(c, "y")
		}, "v.type REQUIRED_FIELD; w.type INVALID_ENUM_VALUE"},
		{func(c *fault.Checker) {
			contact.BuyerInfo{VisitorID: "1", MemberID: "215238eb-22a5-4c36-9e7b-e7c08025e04e", Email: "a@b"}.Validate(c, "b")
		}, "b ONE_OF_ALIGNMENT; b.visitorId FORMAT; b.email FORMAT"},
		{func(c *fault.Checker) {
			contact.CreatedBy{UserID: "215238eb-22a5-4c36-9e7b-e7c08025e04e", AppID: "x"}.Validate(c, "b")
		}, "b ONE_OF_ALIGNMENT; b.appId FORMAT"},
	}
	for _, tt := range tests {
		var c fault.Checker
		tt.check(&c)
		if got := violations(&c); got != tt.want {
			t.Errorf("Validate()\n got %s\nwant %s", got, tt.want)
		}
	}
}

func TestAddressCopies(t *testing.T) {
	t.Parallel()
	a := &contact.AddressWithContact{
		Address:        &contact.Address{StreetAddress: &contact.StreetAddress{Name: "Main"}, Geocode: &contact.Geocode{Latitude: 1}},
		ContactDetails: &contact.Details{VatID: &contact.VatID{ID: "1"}},
	}
	b := a.Clone()
	if !a.Equal(b) {
		t.Errorf("Clone() = %v, want an equal one", b)
	}
	b.Address.StreetAddress.Name = "changed"
	if a.Equal(b) || a.Address.StreetAddress.Name != "Main" {
		t.Error("changing a clone's street changed the original")
	}
	b = a.Clone()
	b.Address.Geocode.Latitude = 2
	if a.Equal(b) || a.Address.Geocode.Latitude != 1 {
		t.Error("changing a clone's place changed the original")
	}
	b = a.Clone()
	b.ContactDetails.VatID.ID = "2"
	if a.Equal(b) || a.ContactDetails.VatID.ID != "1" {
		t.Error("changing a clone's tax number changed the original")
	}
	var none *contact.AddressWithContact
	if none.Clone() != nil || !none.Equal(nil) || none.Equal(a) || a.Equal(nil) {
		t.Error("nil is not like nil only")
	}
}

func TestStreet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a    *contact.Address
		want string
	}{
		{nil, ""},
		{&contact.Address{}, ""},
		{&contact.Address{AddressLine: "1 Main", StreetAddress: &contact.StreetAddress{Name: "Other"}}, "1 Main"},
		{&contact.Address{StreetAddress: &contact.StreetAddress{Number: "1", Name: "Main"}}, "1 Main"},
		{&contact.Address{StreetAddress: &contact.StreetAddress{Name: "Main", FormattedAddressLine: "Main 1"}}, "Main 1"},
	}
	for _, tt := range tests {
		if got := tt.a.Street(); got != tt.want {
			t.Errorf("Street() = %q, want %q", got, tt.want)
		}
	}
}

func TestSubdivision(t *testing.T) {
	t.Parallel()
	tests := []struct{ country, in, want string }{
		{"US", "NY", "US-NY"},
		{"us", "ny", "US-NY"},
		{"US", "us-ny", "US-NY"},
		{"US", "US_NY", "US-NY"},
		{"US", " US-NY ", "US-NY"},
		{"", "us-ny", "US-NY"},
		{"", "NY", "NY"},
		{"US", "New York", "New York"},
		{"US", "CA-ON", "CA-ON"},
		{"FR", "75", "FR-75"},
		{"GB", "GB-ENG", "GB-ENG"},
		{"US", "", ""},
	}
	for _, tt := range tests {
		got := contact.NormalizeSubdivision(tt.country, tt.in)
		if got != tt.want {
			t.Errorf("NormalizeSubdivision(%q, %q) = %q, want %q", tt.country, tt.in, got, tt.want)
		}
		if again := contact.NormalizeSubdivision(tt.country, got); again != got {
			t.Errorf("NormalizeSubdivision(%q, %q) = %q, want it unchanged", tt.country, got, again)
		}
	}
	if !contact.SameSubdivision("US", "ny", "US-NY") || contact.SameSubdivision("US", "NJ", "US-NY") || !contact.SameSubdivision("US", "new york", "New York") {
		t.Error("SameSubdivision() is wrong")
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"janedoe@gmail.com": true, "a.b+c@d-e.co.uk": true, "ü@bücher.example": true, "o'neil@x.org": true, "A@B.CO": true,
		"": false, "a": false, "a@b": false, "@b.co": false, "a@": false, "a b@c.de": false, ".a@b.co": false, "a.@b.co": false,
		"a..b@c.de": false, "a@b..co": false, "a@-b.co": false, "a@b@c.de": false, "a@b.co\n": false, "a@b_c.de": false, "a@b.co,c@d.ef": false,
		strings.Repeat("a", 65) + "@b.co": false, "a@" + strings.Repeat("b", 64) + ".co": false, "a@" + strings.Repeat("b.", 130) + "co": false,
		"<a@b.co>": false, "a@b.c\x00": false, "a\xff@b.co": false,
	} {
		if got := contact.ValidEmail(s); got != want {
			t.Errorf("ValidEmail(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"0555555555": true, "123456789": true, "+1 (212) 555-0100": true, "+49.30/123456": true, "555-0100 ext. 12": true, "555-0100x12": true, "555-0100#12": true, "*123#": true,
		"": false, "12": false, "call me": false, "1+2345": false, "123456789012345678901": false, strings.Repeat(" ", 48) + "123": false, "x123": false, "123\n": false, "ext 123": false,
	} {
		if got := contact.ValidPhone(s); got != want {
			t.Errorf("ValidPhone(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"US": "United States", "DE": "Germany", "AD": "Andorra", "ZW": "Zimbabwe", "XK": "Kosovo", "CI": "Côte d'Ivoire",
		"UK": "", "us": "", "USA": "", "": "", "ZZ": "", "\nA": "",
	} {
		if got := contact.CountryName(s); got != want || contact.ValidCountry(s) != (want != "") {
			t.Errorf("CountryName(%q) = %q, want %q", s, got, want)
		}
	}
	count := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if contact.ValidCountry(string(a) + string(b)) {
				count++
			}
		}
	}
	if count != 250 {
		t.Errorf("there are %d countries, want 249 and XK", count)
	}
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	for _, id := range []actor.Identity{actor.Visitor("1"), actor.Member("2"), actor.User("3"), {}} {
		if got := contact.BuyerOf(id).Identity(); got != id {
			t.Errorf("BuyerOf(%s).Identity() = %s", id, got)
		}
	}
	for _, id := range []actor.Identity{actor.Visitor("1"), actor.Member("2"), actor.User("3"), actor.App("4"), {}} {
		if got := contact.CreatorOf(id).Identity(); got != id {
			t.Errorf("CreatorOf(%s).Identity() = %s", id, got)
		}
	}
	if !contact.BuyerOf(actor.App("4")).IsZero() {
		t.Error("an app is a buyer")
	}
	if got := (contact.BuyerInfo{VisitorID: "1", MemberID: "2"}).Identity(); got != actor.Member("2") {
		t.Errorf("Identity() = %s, want the member", got)
	}
}

func FuzzAddress(f *testing.F) {
	f.Add(`{"addressLine1":"a","location":{"latitude":1.5,"longitude":-2},"formatted":"b"}`)
	f.Add(`{"addressLine":"a","addressLine1":"b","geocode":null,"location":{}}`)
	f.Fuzz(func(t *testing.T, in string) {
		var a, b contact.Address
		if json.Unmarshal([]byte(in), &a) != nil {
			return
		}
		out, err := json.Marshal(a)
		if err != nil {
			t.Fatalf("Marshal(%+v) = %v", a, err)
		}
		if err := json.Unmarshal(out, &b); err != nil || !a.Equal(&b) {
			t.Fatalf("%s became %s: %v", in, out, err)
		}
		var c fault.Checker
		a.Normalized().Validate(&c, "")
		if n := a.Normalized(); !n.Equal(n.Normalized()) {
			t.Fatalf("%+v is not normal", n)
		}
	})
}

func FuzzFormats(f *testing.F) {
	f.Add("a@b.co")
	f.Add("+1 555 ext 3")
	f.Fuzz(func(t *testing.T, s string) {
		if contact.ValidEmail(s) && (strings.Count(s, "@") != 1 || strings.ContainsAny(s, " \t\r\n<>,;")) {
			t.Fatalf("ValidEmail(%q) = true", s)
		}
		if contact.ValidPhone(s) && strings.ContainsAny(s, "\r\n<>@") {
			t.Fatalf("ValidPhone(%q) = true", s)
		}
	})
}

func ExampleAddress_Normalized() {
	a := contact.Address{Country: "us", Subdivision: "ny", City: "New York"}
	fmt.Printf("%+v\n", *a.Normalized())
	// Output: {Country:US Subdivision:US-NY City:New York PostalCode: StreetAddress:<nil> AddressLine: AddressLine2: Geocode:<nil> FormattedAddress: Hint: CountryFullname:United States SubdivisionFullname:}
}

func ExampleAddress_Validate() {
	a := contact.Address{Country: "Germany", PostalCode: strings.Repeat("1", 51)}
	var c fault.Checker
	a.Validate(&c, "shippingAddress")
	for _, v := range fault.Violations(c.Err()) {
		fmt.Println(v.Field, v.Rule)
	}
	// Output:
	// shippingAddress.country FORMAT
	// shippingAddress.postalCode MAX_LENGTH
}

func ExampleBuyerOf() {
	fmt.Printf("%+v\n", contact.BuyerOf(actor.Visitor("v-1")))
	// Output: {VisitorID:v-1 MemberID: UserID: ContactID: Email:}
}
