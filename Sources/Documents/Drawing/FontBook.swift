import CPango

/// The fonts of one document: a font map of its own, so that documents on several threads have nothing in common.
///
/// The fonts live in a map and a Pango context, both owned here; what is made from them keeps them by reference.
struct FontBook: ~Copyable {
    private let map: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer
    private let descriptions: [OpaquePointer]

    init() {
        guard let map = pango_cairo_font_map_new(),
            let context = pango_font_map_create_context(map)
        else { preconditionFailure("Pango has no font map") }
        self.map = map
        self.context = context
        // One point of the description is one point of the page.
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string("en"))
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        descriptions = TextStyle.allCases.map { style in
            guard let description = pango_font_description_from_string(style.description) else {
                preconditionFailure("\(style.description) is no font description")
            }
            return description
        }
    }

    deinit {
        for description in descriptions { pango_font_description_free(description) }
        pango_object_unref(UnsafeMutableRawPointer(context))
        pango_object_unref(UnsafeMutableRawPointer(map))
    }

    /// A block for texts in `style`.
    func block(_ style: TextStyle, linesMax: Int? = nil) -> TextBlock {
        guard let layout = pango_layout_new(context) else {
            preconditionFailure("Pango has no layout")
        }
        pango_layout_set_font_description(layout, descriptions[style.rawValue])
        return TextBlock(owning: layout, linesMax: linesMax)
    }
}
