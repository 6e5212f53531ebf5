CREATE TABLE `roll_epochs` (
	`epoch` integer PRIMARY KEY NOT NULL,
	`rolls_root` text NOT NULL,
	`jurors` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `roll_leaves` (
	`hash` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`weight` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `roll_nodes` (
	`hash` text PRIMARY KEY NOT NULL,
	`left_hash` text NOT NULL,
	`left_sum` text NOT NULL,
	`right_hash` text NOT NULL,
	`right_sum` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `rolls` (
	`epoch` integer NOT NULL,
	`court` integer NOT NULL,
	`version` integer NOT NULL,
	`root` text NOT NULL,
	`total` text NOT NULL,
	`jurors` integer NOT NULL,
	PRIMARY KEY(`epoch`, `court`),
	CONSTRAINT "rolls_total_digits" CHECK(length("rolls"."total") = 39)
) STRICT, WITHOUT ROWID;
