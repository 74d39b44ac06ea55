#!/usr/bin/python3
"""What the Unicode database says of the characters that escaped text keeps (docs/PROTOCOL.md)."""
import pathlib
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "vectors"))
from identity import is_shown  # noqa: E402

SHOWN = [chr(point) for point in range(0x80, 0x110000) if is_shown(chr(point))]
FROM_LEFT_TO_RIGHT = {"L", "ON"}


class Letters(unittest.TestCase):
    def test_each_is_a_letter_or_a_full_stop_of_cjk(self):
        for char in SHOWN:
            self.assertTrue(unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lo", "Lm", "Nl"} or char in "\u3001\u3002",
                            ascii(char))

    def test_none_combines_with_its_neighbour_or_turns_text_around(self):
        for char in SHOWN:
            self.assertEqual(unicodedata.combining(char), 0, ascii(char))
            self.assertIn(unicodedata.bidirectional(char), FROM_LEFT_TO_RIGHT, ascii(char))

    def test_wide_ones_are_older_than_terminals(self):
        for char in SHOWN:
            if unicodedata.east_asian_width(char) in "WF":
                self.assertNotEqual(unicodedata.ucd_3_2_0.category(char), "Cn", ascii(char))


if __name__ == "__main__":
    unittest.main()
