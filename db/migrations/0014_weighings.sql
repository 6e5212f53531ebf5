CREATE TABLE `weighings` (
	`transcript` text PRIMARY KEY NOT NULL,
	`asked_at` integer NOT NULL,
	`why` text
) STRICT, WITHOUT ROWID;
