#include <cairo/cairo-pdf.h>
#include <cairo/cairo.h>
#include <pango/pangocairo.h>

/// Gives back one reference to an object of GLib's, whose own function is a macro.
static inline void pango_object_unref(void *object) { g_object_unref(object); }
