"""Names of SVG that may stay: elements, attributes, and what an animation may change.

From the indexes of SVG 2, Filter Effects 1, CSS Masking 1 and SVG Animations 2.
"""

from __future__ import annotations

ELEMENTS = frozenset(
    """svg g defs symbol use switch a title desc view
    path rect circle ellipse line polyline polygon image text tspan textPath
    linearGradient radialGradient stop pattern clipPath mask marker filter style
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence
    animate animateMotion animateTransform mpath set""".split()
)
_PRESENTATION = frozenset(
    """alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters cursor direction display dominant-baseline fill fill-opacity
    fill-rule filter flood-color flood-opacity font-family font-size font-size-adjust font-stretch
    font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical
    image-rendering isolation kerning letter-spacing lighting-color line-height marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order
    pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform transform-origin unicode-bidi
    vector-effect visibility white-space word-spacing writing-mode""".split()
)
_GEOMETRY = frozenset(
    """amplitude azimuth baseFrequency bias cx cy d diffuseConstant divisor dx dy edgeMode elevation
    exponent filterUnits fr fx fy gradientTransform gradientUnits height in in2 intercept k1 k2 k3
    k4 kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight markerUnits
    markerWidth maskContentUnits maskUnits method mode numOctaves offset operator order orient
    pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY
    pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result rotate rx
    ry scale seed side slope spacing specularConstant specularExponent spreadMethod startOffset
    stdDeviation stitchTiles surfaceScale tableValues targetX targetY textLength type values version
    viewBox width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan
    clipPathUnits""".split()
)
_TIMING = frozenset(
    """accumulate additive attributeName attributeType begin by calcMode dur end fill from keyPoints
    keySplines keyTimes max min origin path repeatCount repeatDur restart to""".split()
)
WORDS = frozenset(
    """id class lang role aria-label aria-labelledby aria-describedby aria-hidden
    aria-roledescription media systemLanguage requiredExtensions requiredFeatures""".split()
)
"""Attributes whose value is a word, a name or a sentence, and never an address."""
ATTRIBUTES = _PRESENTATION | _GEOMETRY | _TIMING | WORDS
_TARGETS = (_PRESENTATION | _GEOMETRY) - {"type"} | {"class"}
ANIMATED = {
    "animate": _TARGETS,
    "set": _TARGETS,
    "animateTransform": frozenset({"transform", "gradientTransform", "patternTransform"}),
}
"""By animation, the attributes that it may change: no address, no style."""
