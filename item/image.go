// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/internal/ptr"
)

// Image is a picture, either of the platform's media store (ID) or anywhere on
// the web (URL).
type Image struct {
	ID       string `json:"id,omitzero"`
	URL      string `json:"url,omitzero"`
	Height   int    `json:"height,omitzero"` // pixels
	Width    int    `json:"width,omitzero"`  // pixels
	AltText  string `json:"altText,omitzero"`
	Filename string `json:"filename,omitzero"`
}

const imageScheme = "wix:image://v1/"

// ParseImage reads the text form of an image: a platform media address such as
// "wix:image://v1/<id>/<name>#originWidth=600&originHeight=400", or the address
// of a picture on the web.
func ParseImage(text string) Image {
	rest, ok := strings.CutPrefix(text, imageScheme)
	if !ok {
		return Image{URL: text}
	}
	path, fragment, _ := strings.Cut(rest, "#")
	id, name, _ := strings.Cut(path, "/")
	im := Image{ID: id, URL: text}
	if n, err := url.PathUnescape(name); err == nil {
		name = n
	}
	im.Filename, im.AltText = name, name
	if q, err := url.ParseQuery(fragment); err == nil {
		im.Width = pixels(q.Get("originWidth"))
		im.Height = pixels(q.Get("originHeight"))
	}
	return im
}

func pixels(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// String returns the text form of the image, which ParseImage reads. An image
// without an id is its URL.
func (im Image) String() string {
	if im.ID == "" {
		return im.URL
	}
	name := im.Filename
	if name == "" {
		name = im.AltText
	}
	return imageScheme + im.ID + "/" + url.PathEscape(name) +
		"#originWidth=" + strconv.Itoa(im.Width) + "&originHeight=" + strconv.Itoa(im.Height)
}

// UnmarshalJSON reads the wire form, or the text form that plug-ins use.
func (im *Image) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*im = ParseImage(s)
		return nil
	}
	type plain Image
	return json.Unmarshal(data, (*plain)(im))
}

// Clone returns a copy.
func (im *Image) Clone() *Image { return ptr.Copy(im) }

// PageURL is where an item is shown.
type PageURL struct {
	RelativePath string `json:"relativePath,omitzero"` // below the site, such as "/product-page/shoe"
	URL          string `json:"url,omitzero"`          // the site, or the whole address
}

// UnmarshalJSON reads the wire form, or the bare address that plug-ins use.
func (p *PageURL) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '"' {
		*p = PageURL{}
		return json.Unmarshal(data, &p.URL)
	}
	type plain PageURL
	return json.Unmarshal(data, (*plain)(p))
}

// Clone returns a copy.
func (p *PageURL) Clone() *PageURL { return ptr.Copy(p) }
