"""Families of texts that speak of the same thing: TF-IDF, grouped by mini-batch k-means."""

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import numpy as np

TRAINED_ON = 20_000
"""Texts the words and the families are learnt from."""
PER_FAMILY = 100
FAMILY_WORDS = 4
READ = "regexp_replace(left(text, 400), '[0-9]+', ' ', 'g')"
"""SQL: what of a text is read. Numbers are no words, and texts that differ by a number are one."""
CHUNK = 100_000
NO_WORDS = "sin palabras en común"


def families(con: duckdb.DuckDBPyConnection, table: str, most: int) -> list[str]:
    """Create temp.text_family (text, text_family, n_family); gives the words of each family.

    table has the columns text and place, an order of rows that does not depend on how they came: the
    families are learnt from its first texts. most: families at most; one for each PER_FAMILY rows.
    """
    import numpy as np
    from lumbrera import lean
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    pa = lean.pyarrow()
    stop = [w for (w,) in con.execute("select word from reference.title_stopwords").fetchall()]
    texts = con.execute(f"""
        select {READ} as text, min(place) as place, count(*) as n
        from {table} group by 1 order by place
    """).to_arrow_table()
    # What was bought twice or more counts twice: its words are shared, however seldom others use them.
    first = texts.slice(0, TRAINED_ON)
    sample = [t for t, n in zip(*first.select(["text", "n"]).to_pydict().values(), strict=True)
              for _ in range(min(n, 2))]  # fmt: skip
    vectors = TfidfVectorizer(
        strip_accents="unicode", token_pattern=r"[^\W\d_]{3,}", stop_words=_plain(stop),
        min_df=2, max_df=0.6, max_features=3000, sublinear_tf=True, dtype=np.float32,
    )  # fmt: skip
    try:
        learnt = vectors.fit_transform(sample)
    except ValueError:
        # No word is shared by two texts: all are of one family, and the text says nothing.
        words, found = [NO_WORDS], np.zeros(len(texts), dtype="int64")
    else:
        rows = int(np.sum(texts["n"].to_numpy()))
        k = max(1, min(most, rows // PER_FAMILY, len(sample)))
        groups = MiniBatchKMeans(k, random_state=0, n_init=1, batch_size=2048, max_iter=20)
        groups.fit(learnt)
        words = _words(groups.cluster_centers_, vectors.get_feature_names_out())
        found = np.concatenate(
            [
                groups.predict(vectors.transform(texts["text"].slice(at, CHUNK).to_pylist()))
                for at in range(0, len(texts), CHUNK)
            ]
        ).astype("int64")
    con.register("grouped_texts", pa.table({"read": texts["text"], "text_family": found}))
    con.execute(f"""
        create or replace temp table text_family as
        with counted as (select text, count(*) as n from {table} group by text)
        select text, text_family, sum(n) over (partition by text_family)::bigint as n_family
        from counted join grouped_texts on read = {READ}
    """)
    con.unregister("grouped_texts")
    return words


def _words(centres: "np.ndarray", names: "np.ndarray") -> list[str]:
    """The words that weigh most in each centre."""
    import numpy as np

    words = []
    for centre in centres:
        top = [i for i in np.argsort(-centre, kind="stable")[:FAMILY_WORDS] if centre[i] > 0]
        words.append(", ".join(str(names[i]) for i in top) or NO_WORDS)
    return words


def _plain(words: list[str]) -> list[str]:
    """Words as the vectorizer sees them: lower case, without accents."""
    from sklearn.feature_extraction.text import strip_accents_unicode

    return sorted({strip_accents_unicode(w.lower()) for w in words})
