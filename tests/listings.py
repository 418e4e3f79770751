"""Write anew what the cases of formats and reports are compared with: `make listings`."""

import samples
import texts


def main():
    """Say which files differ from what they were."""
    wanted = {}
    for text_format in texts.FORMATS:
        for path in texts.cases(text_format):
            document = text_format.split(texts.read(path), texts.KEYS)
            wanted[path.with_suffix(".segments")] = texts.listing(document)
    for kind, name in samples.REGISTERED:
        written = samples.write(kind, name, samples.SAMPLES[kind])
        wanted[samples.CASES / f"{kind}.{name}"] = written
    for path, text in wanted.items():
        data = text.encode()
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
            print(path)


if __name__ == "__main__":
    main()
