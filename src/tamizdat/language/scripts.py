"""Scripts that are written without blanks between words, as ranges for a character class."""

from __future__ import annotations

CHINESE_JAPANESE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Their letters: Chinese characters, kana."""
WIDE = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Their letters and their punctuation; lines between two of these are joined without a blank."""
THAI = "\u0e00-\u0e7f"
SOUTH_EAST_ASIAN = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Tibetan, Burmese, Khmer."""
UNSPACED = SOUTH_EAST_ASIAN + CHINESE_JAPANESE
HANGUL = "\uac00-\ud7ff"
"""Korean has blanks, but glues particles to foreign words."""
ETHIOPIC = "\u1200-\u137f"
