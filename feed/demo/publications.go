package demo

import "standfirst/feed"

// Publications returns the two publications of the demonstration as a reader
// would configure them. It needs no running publisher.
func Publications() []feed.Publication {
	first, care := firstSite(), careSite()
	return []feed.Publication{
		{
			ID:           "first",
			Name:         "first",
			Site:         first.url("/"),
			Feeds:        []feed.Address{{URL: first.url("/feed/")}},
			SectionsFrom: feed.SectionsFromPath,
			Sections: []feed.Section{
				{Path: "news", Name: "news", Categories: []string{"news"}, Feeds: []string{"/category/news/feed/"}, Page: first.url("/category/news/")},
				{Path: "interview", Name: "interview", Categories: []string{"interview"}, Feeds: []string{"/category/interview/feed/"}, Page: first.url("/category/interview/")},
				{Path: "features", Name: "features", Categories: []string{"features"}, Feeds: []string{"/category/features/feed/"}, Page: first.url("/category/features/")},
				{Path: "features/parliament", Name: "parliament", Categories: []string{"parliament"}, Feeds: []string{"/category/features/parliament/feed/"}, Page: first.url("/category/features/parliament/")},
				{Path: "comment", Name: "comment", Categories: []string{"comment"}, Feeds: []string{"/category/comment/feed/"}, Page: first.url("/category/comment/")},
				{Path: "comment/lga chairman", Name: "lga chairman", Categories: []string{"lga chairman", "lga chair"}, Feeds: []string{"/category/comment/lga-chairman/feed/"}, Page: first.url("/category/comment/lga-chairman/")},
				{Path: "comment/group leaders", Name: "group leaders", Categories: []string{"group leaders"}, Feeds: []string{"/category/comment/group-leaders/feed/"}, Page: first.url("/category/comment/group-leaders/")},
				{Path: "councillor", Name: "councillor", Categories: []string{"councillor"}, Feeds: []string{"/category/councillor/feed/"}, Page: first.url("/category/councillor/")},
				{Path: "local by-elections", Name: "local by-elections", Categories: []string{"local by-elections"}, Feeds: []string{"/category/local-by-elections/feed/"}, Page: first.url("/category/local-by-elections/")},
			},
		},
		{
			ID:           "community-care",
			Name:         "Community Care",
			Site:         care.url("/"),
			Feeds:        []feed.Address{{URL: care.url("/feed/")}},
			SectionsFrom: feed.SectionsFromCategory,
			Sections: []feed.Section{
				{Path: "children", Name: "Children", Categories: []string{"Children", "Children and families", "Children & young people"},
					Feeds: []string{"/children/feed/", "/category/children/feed/", "/category/children-young-people/feed/"}, Page: care.url("/children/")},
				{Path: "adults", Name: "Adults", Categories: []string{"Adults"}, Feeds: []string{"/adults/feed/", "/category/adults/feed/"}, Page: care.url("/adults/")},
				{Path: "workforce", Name: "Workforce", Categories: []string{"Workforce"}, Feeds: []string{"/workforce/feed/", "/category/workforce/feed/"}, Page: care.url("/workforce/")},
				{Path: "social work leaders", Name: "Social work leaders", Categories: []string{"Social work leaders"},
					Feeds: []string{"/social-work-leaders/feed/", "/category/social-work-leaders/feed/"}, Page: care.url("/social-work-leaders/")},
				{Path: "sponsored", Name: "Sponsored", Categories: []string{"Sponsored"}, Feeds: []string{"/category/sponsored/feed/"}},
			},
			TopStory: true,
		},
	}
}
