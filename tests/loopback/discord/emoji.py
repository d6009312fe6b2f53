"""What Discord takes for an emoji on a button or option: a picture, not just any sign.

Its clients know the emoji of Unicode's `emoji-data.txt`; "✓" (U+2713) is none, "✔" (U+2714) is, and a button with the
first is refused with code 50035, ``Invalid emoji``. The table holds the BMP's emoji; above it the blocks are emoji whole.
"""

_BMP = (
    "a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab 25b6 25c0 25fb-25fe "
    "2600-2604 260e 2611 2614-2615 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 2648-2653 265f-2660 2663 "
    "2665-2666 2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab 26b0-26b1 26bd-26be 26c4-26c5 26c8 "
    "26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2702 2705 2708-270d 270f 2712 2714 2716 271d 2721 2728 "
    "2733-2734 2744 2747 274c 274e 2753-2755 2757 2763-2764 2795-2797 27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 2b55 "
    "3030 303d 3297 3299"
)
_ABOVE = (
    (0x1F004, 0x1F004),
    (0x1F0CF, 0x1F0CF),
    (0x1F170, 0x1F171),
    (0x1F17E, 0x1F17F),
    (0x1F18E, 0x1F18E),
    (0x1F191, 0x1F19A),
)
_BLOCKS = (
    (0x1F1E6, 0x1F1FF),
    (0x1F201, 0x1F265),
    (0x1F300, 0x1F6FF),
    (0x1F7E0, 0x1F7EB),
    (0x1F7F0, 0x1F7F0),
    (0x1F900, 0x1FAFF),
)
_JOINERS = {0x200D, 0xFE0F, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)}


def _pairs() -> list[tuple[int, int]]:
    found = []
    for part in _BMP.split():
        first, _, last = part.partition("-")
        found.append((int(first, 16), int(last or first, 16)))
    return found


_ALL = (*_pairs(), *_ABOVE, *_BLOCKS)


def is_emoji(text: str) -> bool:
    """Whether `text` is one emoji (joined ones, flags and keycaps too)."""
    if len(text) in (2, 3) and text[0] in "0123456789#*" and text[-1] == "\u20e3":
        return True
    signs = [ord(sign) for sign in text if ord(sign) not in _JOINERS]
    return 0 < len(signs) <= 8 and all(any(first <= sign <= last for first, last in _ALL) for sign in signs)
