// Package discover reads a web page for what it says of its feeds: the
// addresses it names, those worth trying, its WordPress REST root, its one true
// link. It also tells apart what may come instead of a feed: a web page, a
// log-in page, a wall for browsers. It is pure: it is given bytes and asks
// nobody.
package discover
