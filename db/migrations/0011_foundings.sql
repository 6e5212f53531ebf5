CREATE TABLE `foundings` (
	`court` text NOT NULL,
	`version` integer NOT NULL,
	`founder` text NOT NULL,
	`policy_hash` text NOT NULL,
	`policy` text NOT NULL,
	`published_at` integer NOT NULL,
	`override` text,
	PRIMARY KEY(`court`, `version`),
	CONSTRAINT "foundings_version" CHECK("foundings"."version" >= 1)
) STRICT, WITHOUT ROWID;
