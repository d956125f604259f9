// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
)

// MaxToken is how long a completion token may be.
const MaxToken = 4096

// completion is what a completion token says.
type completion struct {
	Site string `json:"site"`
	ID   ID     `json:"id"`
	URL  string `json:"url"`
}

// CompletionToken returns a token with which whoever holds it can complete a
// checkout and is sent on to a page: for checkout pages elsewhere that send the
// buyer back when the order is made. It needs a user, an app or the embedding
// program.
func (s *Service) CompletionToken(ctx context.Context, id ID, redirectURL string) (string, error) {
	const op = "checkout.CompletionToken"
	if err := service.RequireAdmin(ctx); err != nil {
		return "", fault.At(op, err)
	}
	if _, err := s.read(ctx, s.env.Store, id); err != nil {
		return "", fault.At(op, err)
	}
	var v fault.Checker
	if u, err := url.Parse(redirectURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		v.Add("redirectUrl", fault.RuleFormat, "is not the address of a page", map[string]any{"expected": "WEB_URL"})
	}
	v.Length("redirectUrl", redirectURL, 1, 2048)
	if err := v.Err(); err != nil {
		return "", fault.At(op, err)
	}
	body, err := json.Marshal(completion{s.env.Site.ID, id, redirectURL})
	if err != nil {
		return "", fault.At(op, err)
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return text + "." + base64.RawURLEncoding.EncodeToString(s.sign(text)), nil
}

// MarkCheckoutAsCompletedAndRedirectToURL completes the checkout that a token
// of CompletionToken is for, and returns where the buyer is to be sent. A token
// that is not one of this shop's is fault.Unauthenticated with
// UNAUTHENTICATED_TOKEN. Used again, it changes nothing.
func (s *Service) MarkCheckoutAsCompletedAndRedirectToURL(ctx context.Context, token string) (string, error) {
	const op = "checkout.MarkCheckoutAsCompletedAndRedirectToURL"
	c, ok := s.verify(token)
	if !ok {
		return "", fault.At(op, fault.New(fault.Unauthenticated, "UNAUTHENTICATED_TOKEN", "the token is not one of this shop's"))
	}
	if err := s.MarkCheckoutAsCompleted(asProgram(ctx), c.ID); err != nil {
		return "", fault.At(op, err)
	}
	return c.URL, nil
}

func (s *Service) verify(token string) (completion, bool) {
	var c completion
	if len(token) > MaxToken {
		return c, false
	}
	text, mac, ok := strings.Cut(token, ".")
	if !ok {
		return c, false
	}
	given, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || !hmac.Equal(given, s.sign(text)) {
		return c, false
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(body, &c) != nil {
		return c, false
	}
	return c, c.Site == s.env.Site.ID
}

func (s *Service) sign(text string) []byte {
	h := hmac.New(sha256.New, s.env.Secret)
	h.Write([]byte("checkout completion " + text))
	return h.Sum(nil)
}
