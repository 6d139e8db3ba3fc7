import CPango

/// A PDF that is written while it is drawn: cairo's surface and context, and what they have written so far.
///
/// A page's bytes come when the page is shown, the fonts' at the end. One that measures draws nothing, and everything on
/// it has the same size. Once cairo has failed, whatever is drawn has no effect, and `failure` says why.
struct Canvas: ~Copyable {
    let isMeasuring: Bool
    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let sink: Unmanaged<ByteSink>

    /// - Parameters:
    ///   - paper: The size of every page.
    ///   - title: The document's title, for its reader's window.
    ///   - isMeasuring: Whether nothing is to be drawn.
    init(paper: Paper, title: String, isMeasuring: Bool) {
        self.isMeasuring = isMeasuring
        sink = Unmanaged.passRetained(ByteSink())
        let made = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
                    .append(UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            },
            sink.toOpaque(),
            paper.width,
            paper.height
        )
        guard let made, let context = cairo_create(made) else {
            preconditionFailure("cairo answers with a surface even when it fails")
        }
        surface = made
        self.context = context
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.drawable)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Muster")
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
        sink.release()
    }

    /// Why cairo draws no more; nil while it does.
    var failure: String? {
        let status = cairo_status(context)
        let surfaceStatus = cairo_surface_status(surface)
        guard status != CAIRO_STATUS_SUCCESS || surfaceStatus != CAIRO_STATUS_SUCCESS else {
            return nil
        }
        return String(
            cString: cairo_status_to_string(status == CAIRO_STATUS_SUCCESS ? surfaceStatus : status)
        )
    }

    /// The bytes since the last time.
    func takeBytes() -> [UInt8] { sink.takeUnretainedValue().take() }

    /// Ends the page and begins the next.
    func endPage() {
        if !isMeasuring { cairo_show_page(context) }
    }

    /// Writes the rest: fonts, the outline, the list of objects.
    func finish() {
        if !isMeasuring { cairo_surface_finish(surface) }
    }

    // MARK: Drawing

    func show(_ block: TextBlock, x: Double, y: Double, ink: Ink) {
        guard !isMeasuring else { return }
        use(ink)
        cairo_move_to(context, x, y)
        block.show(on: context)
    }

    func show(_ line: TextBlock.Line, x: Double, y: Double, ink: Ink) {
        guard !isMeasuring else { return }
        use(ink)
        cairo_move_to(context, x + line.x, y + line.ascent)
        line.show(on: context)
    }

    func hairline(x: Double, y: Double, width: Double) {
        guard !isMeasuring else { return }
        use(.hairline)
        cairo_set_line_width(context, 0.5)
        cairo_move_to(context, x, y)
        cairo_line_to(context, x + width, y)
        cairo_stroke(context)
    }

    func dot(x: Double, y: Double, radius: Double, ink: Ink) {
        guard !isMeasuring else { return }
        use(ink)
        // A text leaves its end as the current point, from which the arc would begin with a line.
        cairo_new_path(context)
        cairo_arc(context, x, y, radius, 0, 2 * Double.pi)
        cairo_fill(context)
    }

    private func use(_ ink: Ink) {
        let (red, green, blue) = ink.components
        cairo_set_source_rgb(context, red, green, blue)
    }

    // MARK: Links

    /// Makes a place that `link(to:)` leads to.
    func mark(_ name: String) {
        guard !isMeasuring else { return }
        cairo_tag_begin(context, CAIRO_TAG_DEST, "name='\(Self.quoted(name))'")
        cairo_tag_end(context, CAIRO_TAG_DEST)
    }

    func beginLink(_ target: LinkTarget) {
        guard !isMeasuring else { return }
        let attributes =
            switch target {
            case .address(let address): "uri='\(Self.quoted(address))'"
            case .place(let name): "dest='\(Self.quoted(name))'"
            }
        cairo_tag_begin(context, CAIRO_TAG_LINK, attributes)
    }

    func endLink() {
        guard !isMeasuring else { return }
        cairo_tag_end(context, CAIRO_TAG_LINK)
    }

    /// Adds an entry to the outline that readers show beside the pages.
    func addOutline(_ title: String, to name: String) {
        guard !isMeasuring else { return }
        cairo_pdf_surface_add_outline(
            surface,
            CAIRO_PDF_OUTLINE_ROOT,
            title.drawable,
            "dest='\(Self.quoted(name))'",
            cairo_pdf_outline_flags_t(rawValue: 0)
        )
    }

    /// A value of cairo's attributes, which stand between single quotes.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for character in text.unicodeScalars {
            if character == "\\" || character == "'" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted
    }
}

/// What a link opens.
public enum LinkTarget: Hashable, Sendable {
    /// An address for the reader's browser or mail program; ASCII, escaped.
    case address(String)
    /// A place in the same document.
    case place(String)
}
