-- Published fact-checks (ClaimReview) that the pages of articles have.
CREATE TABLE claim_reviews (
    article   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    claim     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    rating    TEXT NOT NULL,
    url       TEXT,
    published INTEGER,
    PRIMARY KEY (article, place)
) WITHOUT ROWID;
