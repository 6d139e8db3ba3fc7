import CPango

/// A text set in a style to a width: as many lines as it takes, each script shaped by its own rules.
///
/// It is used for one text after another, because making it costs more than setting another text in it.
final class TextBlock {
    private let layout: OpaquePointer
    /// Lines past this many are cut off with an ellipsis; nil for none.
    private let linesMax: Int?

    /// - Parameters:
    ///   - layout: A layout whose owner the block becomes.
    ///   - linesMax: How many lines a text may take.
    init(owning layout: OpaquePointer, linesMax: Int? = nil) {
        self.layout = layout
        self.linesMax = linesMax
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        // An address that is broken inside a word must not get a hyphen that is no part of it.
        let attributes = pango_attr_list_new()
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        if let linesMax {
            pango_layout_set_height(layout, -Int32(linesMax))
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            pango_layout_set_single_paragraph_mode(layout, 1)
        }
    }

    deinit { pango_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Sets another text, to `width` points; as wide as it is when there is none.
    func set(_ text: String, width: Double? = nil) {
        pango_layout_set_width(layout, width.map { Int32($0 * Double(PANGO_SCALE)) } ?? -1)
        var text = text.drawable
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                pango_layout_set_text(layout, characters.baseAddress, Int32(characters.count))
            }
        }
    }

    /// Width and height in points.
    var size: (width: Double, height: Double) {
        var width: Int32 = 0
        var height: Int32 = 0
        pango_layout_get_size(layout, &width, &height)
        return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
    }

    var lineCount: Int { Int(pango_layout_get_line_count(layout)) }

    /// Draws all of it with its upper left corner at the current point.
    func show(on context: OpaquePointer) {
        pango_cairo_show_layout(context, layout)
    }

    /// The lines from the top: for each where it begins on its own line, how high it is and how far below its upper edge
    /// its base is, in points.
    func forEachLine(_ body: (_ line: Line) -> Void) {
        guard let iterator = pango_layout_get_iter(layout) else { return }
        defer { pango_layout_iter_free(iterator) }
        repeat {
            guard let line = pango_layout_iter_get_line_readonly(iterator) else { return }
            var rectangle = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &rectangle)
            let scale = Double(PANGO_SCALE)
            let top = Double(rectangle.y) / scale
            body(
                Line(
                    line: line,
                    x: Double(rectangle.x) / scale,
                    width: Double(rectangle.width) / scale,
                    height: Double(rectangle.height) / scale,
                    ascent: Double(pango_layout_iter_get_baseline(iterator)) / scale - top
                )
            )
        } while pango_layout_iter_next_line(iterator) != 0
    }

    /// One line of the text; good until the next text is set.
    struct Line {
        fileprivate let line: UnsafeMutablePointer<PangoLayoutLine>
        let x: Double
        let width: Double
        let height: Double
        let ascent: Double

        /// Draws it with its base at the current point.
        func show(on context: OpaquePointer) {
            pango_cairo_show_layout_line(context, line)
        }
    }
}
