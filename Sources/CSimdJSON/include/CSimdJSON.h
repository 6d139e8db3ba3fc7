/// A C face for simdjson's DOM parser: bytes in, its tape and its strings out.
///
/// The tape's format is simdjson's own, doc/tape.md of its source. A parser holds one document at a
/// time; tape and strings stay valid until the next parse or until the parser is freed.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many bytes behind the text must be readable; their values do not matter.
enum { csimdjson_padding_bytes = 64 };

typedef struct csimdjson_parser csimdjson_parser;

/// A parser, or null where there is no memory.
csimdjson_parser *csimdjson_parser_new(void);
void csimdjson_parser_free(csimdjson_parser *parser);

/// Parses and validates the whole text; 0, or an error that `csimdjson_error_text` explains.
int csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t byte_count);
const char *csimdjson_error_text(int error);

const uint64_t *csimdjson_tape(const csimdjson_parser *parser);
const uint8_t *csimdjson_strings(const csimdjson_parser *parser);

#ifdef __cplusplus
}
#endif
