package cli

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"standfirst/feed/digest"
	"standfirst/feed/newsroom"
)

// schema is the JSON schema (2020-12) of everything that --json writes, made
// from the types that are written: it cannot fall behind them.
func schema() string {
	definitions := map[string]any{}
	for name, value := range map[string]any{
		"story": digest.Record{}, "article": articleRecord{}, "publication": publicationRecord{}, "tag": tagRecord{}, "section": sectionRecord{},
		"outcome": outcomeRecord{}, "interest": interestRecord{}, "change": changeRecord{}, "citation": citationRecord{}, "older": olderRecord{}, "health": healthRecord{},
		"past": pastRecord{}, "stored": storeRecord{}, "lacking": lackingRecord{}, "imported": Imported{}, "merged": mergedRecord{}, "choices": choices{}, "version": versionRecord{},
		"briefing": digest.Document{}, "feed": newsroom.FeedInspection{}, "page": newsroom.ArticleInspection{}, "list": newsroom.ListInspection{},
	} {
		definitions[name] = schemaOf(reflect.TypeOf(value))
	}
	text, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "What standfirst --json writes",
		"description": "list and search write an array of story; show an article; publications, tags, sections, refresh (outcome), backfill (older), " +
			"follow and mute (interest), cite (citation), undo --list (past) and offline --verify (lacking) an array; mark, undo and redo a change; " +
			"offline a stored; import an imported or, for choices and marks, a merged; export choices a choices; doctor a health; version a version; digest a briefing; " +
			"inspect a feed, a page or a list",
		"$defs": definitions,
	}, "", "  ")
	if err != nil {
		return "" // maps of texts can always be written
	}
	return string(text) + "\n"
}

func schemaOf(of reflect.Type) map[string]any {
	switch {
	case of == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case of.Kind() == reflect.Pointer:
		return map[string]any{"anyOf": []any{schemaOf(of.Elem()), map[string]any{"type": "null"}}}
	case of.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(of.Elem())}
	case of.Kind() == reflect.Array:
		return map[string]any{"type": "array", "items": schemaOf(of.Elem()), "minItems": of.Len(), "maxItems": of.Len()}
	case of.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(of.Elem())}
	case of.Kind() == reflect.Struct:
		properties, required := map[string]any{}, []string{}
		for _, field := range reflect.VisibleFields(of) {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Anonymous || name == "" {
				continue
			}
			properties[name] = schemaOf(field.Type)
			if !strings.Contains(options, "omitempty") {
				required = append(required, name)
			}
		}
		return map[string]any{"type": "object", "properties": properties, "required": required}
	case of.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case of.Kind() == reflect.Float64:
		return map[string]any{"type": "number"}
	case of.Kind() >= reflect.Int && of.Kind() <= reflect.Uint64:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}
