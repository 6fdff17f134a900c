// Package page finds the readable text of a web page. It is pure: bytes in, an
// Article out.
//
// A page is read in four steps:
//
//  1. The bytes become UTF-8, then a tree of bounded depth and size.
//  2. What the page says of itself is noted: headline, byline, date, picture,
//     from its linked data (schema.org), its meta elements and its markup.
//  3. What is not the story is taken out: comments first, because a short story
//     can carry comments ten times its length and would lose against them; then
//     menus, cookie notices, sharing, adverts, polls, related stories.
//  4. The body is the publication's own selector when it has one, else where
//     publishing systems put it ([itemprop=articleBody], .entry-content, …),
//     else what readability finds.
//
// Rules name kinds of markup, never a site. An aside or a footer may be a pull
// quote or the source of a quotation, so those two are judged by what they hold.
package page
