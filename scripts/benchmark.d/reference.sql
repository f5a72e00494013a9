-- Tables of the log's own definition, to be filled without any of its promises.
CREATE SCHEMA reference;
CREATE TABLE reference.appends (LIKE :"ledger".appends INCLUDING ALL);
CREATE TABLE reference.events (LIKE :"ledger".events INCLUDING ALL);
CREATE SEQUENCE reference.positions;
