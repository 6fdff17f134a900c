// Package opml reads and writes lists of subscriptions in OPML 2.0
// (opml.org/spec2.opml), the one format that every feed reader knows. It is
// pure: bytes in, values out.
//
// Reading is lenient about form and strict about addresses: a missing type, an
// attribute in another letter case or a bare "&" do no harm, but only http and
// https addresses are taken, without user names. Nothing is fetched, inclusions
// neither. Every line that is left out is reported with its reason.
package opml
