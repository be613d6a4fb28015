"""A QR code as inline SVG: dark on white in both themes, with a name for who cannot see it."""

from markupsafe import Markup, escape

QUIET_ZONE = 4


def qr(text: str, name: str) -> Markup:
    """The picture; its text must also stand on the page, for whoever reads on the same phone."""
    import segno

    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=QUIET_ZONE)[0]
    dots = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, line in enumerate(code.matrix_iter(border=QUIET_ZONE))
        for x, dark in enumerate(line)
        if dark
    )
    return Markup(  # noqa: S704  numbers of our own, and an escaped name
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(name)}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{dots}"/></svg>'
    )
