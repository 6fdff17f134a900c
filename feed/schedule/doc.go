// Package schedule says when to ask a feed again. It is pure: it is given the
// time and what came of the last request, and returns a State to keep on disk,
// so that a restart never asks early.
//
// The rules, in the order they apply:
//
//  1. After a good answer the wait is the longest of: an hour (or the reader's
//     own choice), the feed's ttl, its sy: period, Cache-Control max-age,
//     Expires, Retry-After; a day when the server gives no validators, since
//     every question then costs a whole document.
//  2. After a failure the wait doubles with each one, and is never shorter than
//     Retry-After.
//  3. A little is added by chance, so that feeds do not fall due together.
//  4. No wait is longer than a day: some servers state weeks by mistake.
//  5. Hours and days that the feed asks to be skipped (GMT) are skipped, a
//     publisher's plain word that the limit of a day does not overrule.
//
// A reader may ask by hand whenever five minutes have passed. A feed that its
// publisher ended (410) is not asked again unless by hand.
package schedule
