"""A reading tells in print what was understood, and in keywords how to read the file so again."""

from nbnn.core.tables.reading import read_csv


def read(tmp_path, *lines, **chosen):
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines), "utf-8")
    return read_csv(path, **chosen)


PLAIN = ("len,kind", "1.5,a", "2.5,b", "?,a", "3.5,b", "4.5,a")


def test_print_tells_all_of_it(tmp_path):
    reading = read(tmp_path, *PLAIN)
    said = str(reading)
    assert said.startswith("file.csv, as it was read:") and repr(reading) == said
    for words in ("columns separated by  comma", "label                 kind", "a (2), b (2)",
                  "left out              row 4: 'len' is missing ('?')"):
        assert words in said
    assert dict(reading.lines())["examples"] == "4"


def test_a_plain_file_needs_no_keywords_and_another_one_those_that_differ(tmp_path):
    assert read(tmp_path, *PLAIN).keywords == {}
    keywords = read(tmp_path, "kind;len", "a;1,5", "b;2,5", "a;3,5", "b;4,5", label="kind").keywords
    assert keywords == {"label": "kind", "delimiter": ";", "decimal": ","}


def test_the_warning_says_what_was_left_out(tmp_path):
    assert "Left out: row 4, 'len' is missing ('?')." in read(tmp_path, *PLAIN).warning
    assert read(tmp_path, "len,kind", "1.5,a", "2.5,b", "3.5,b", "4.5,a").warning == ""
