#include "CSimdJSON.h"

#include <new>
#include <simdjson.h>

static_assert(csimdjson_padding_bytes >= simdjson::SIMDJSON_PADDING, "simdjson reads further");

struct csimdjson_parser {
    simdjson::dom::parser parser;
};

extern "C" {

csimdjson_parser *csimdjson_parser_new(void) {
    return new (std::nothrow) csimdjson_parser;
}

void csimdjson_parser_free(csimdjson_parser *parser) {
    delete parser;
}

int csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t byte_count) {
    return parser->parser.parse(text, byte_count, false).error();
}

const char *csimdjson_error_text(int error) {
    return simdjson::error_message(static_cast<simdjson::error_code>(error));
}

const uint64_t *csimdjson_tape(const csimdjson_parser *parser) {
    return parser->parser.doc.tape.get();
}

const uint8_t *csimdjson_strings(const csimdjson_parser *parser) {
    return parser->parser.doc.string_buf.get();
}
}
