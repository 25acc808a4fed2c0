-- The list of starred articles has those of removed feeds too, which the purge keeps.
DROP INDEX articles_starred;
CREATE INDEX articles_starred ON articles (published, id, read_at) WHERE starred = 1;
