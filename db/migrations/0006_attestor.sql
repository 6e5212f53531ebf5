CREATE TABLE `oaths` (
	`subject` text PRIMARY KEY NOT NULL,
	`said` text NOT NULL
) STRICT, WITHOUT ROWID;
