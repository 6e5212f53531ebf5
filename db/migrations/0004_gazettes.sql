CREATE TABLE `attestations` (
	`subject` text NOT NULL,
	`signer` text NOT NULL,
	`config_digest` text NOT NULL,
	`signature` text NOT NULL,
	PRIMARY KEY(`subject`, `signer`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `attestor_sets` (
	`config_digest` text PRIMARY KEY NOT NULL,
	`members` text NOT NULL,
	`k` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `gazette_heads` (
	`serial` integer NOT NULL,
	`dispute` text NOT NULL,
	`number` integer NOT NULL,
	`head` text NOT NULL,
	`verdict_hash` text NOT NULL,
	`open_hash` text NOT NULL,
	PRIMARY KEY(`serial`, `dispute`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `gazettes` (
	`serial` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`rolls_root` text NOT NULL,
	`heads_root` text NOT NULL
) STRICT;
