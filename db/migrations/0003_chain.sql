CREATE TABLE `blocks` (
	`number` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `chain_logs` (
	`block_hash` text NOT NULL,
	`log_index` integer NOT NULL,
	`dispute_id` text NOT NULL,
	`block` integer NOT NULL,
	`place` integer NOT NULL,
	`event` text NOT NULL,
	`opens` integer NOT NULL,
	`state` text NOT NULL,
	`why` text,
	PRIMARY KEY(`block_hash`, `log_index`, `dispute_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `chain_logs_waiting` ON `chain_logs` (`place`) WHERE "chain_logs"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX `chain_logs_openings` ON `chain_logs` (`state`,`block`) WHERE "chain_logs"."opens" = 1;--> statement-breakpoint
CREATE INDEX `chain_logs_block` ON `chain_logs` (`block`);--> statement-breakpoint
CREATE TABLE `court_versions` (
	`court` integer NOT NULL,
	`version` integer NOT NULL,
	`policy_hash` text NOT NULL,
	`terms` text NOT NULL,
	`life_seconds` integer NOT NULL,
	`adopted_at` integer NOT NULL,
	`block` integer NOT NULL,
	PRIMARY KEY(`court`, `version`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `courts` (
	`court` integer PRIMARY KEY NOT NULL,
	`parent` integer NOT NULL,
	`root` integer NOT NULL,
	`creator` text NOT NULL,
	`created_at` integer NOT NULL,
	`block` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `cursor` (
	`step` integer PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `evidence_groups` (
	`arbitrable` text NOT NULL,
	`dispute_id` text NOT NULL,
	`meta_evidence` text NOT NULL,
	`evidence_group` text NOT NULL,
	`block` integer NOT NULL,
	PRIMARY KEY(`arbitrable`, `dispute_id`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `evidence_groups_group` ON `evidence_groups` (`arbitrable`,`evidence_group`);--> statement-breakpoint
CREATE TABLE `holdings` (
	`number` integer NOT NULL,
	`place` integer NOT NULL,
	`epoch` integer NOT NULL,
	`stake` text NOT NULL,
	`courts` text NOT NULL,
	`admitted` text NOT NULL,
	`block` integer NOT NULL,
	PRIMARY KEY(`number`, `place`),
	CONSTRAINT "holdings_stake_digits" CHECK(length("holdings"."stake") = 39)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `holdings_epoch` ON `holdings` (`epoch`,`number`);--> statement-breakpoint
CREATE INDEX `holdings_block` ON `holdings` (`block`);--> statement-breakpoint
CREATE TABLE `jurors` (
	`number` integer PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`epoch` integer NOT NULL,
	`block` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `jurors_address` ON `jurors` (`address`);--> statement-breakpoint
CREATE INDEX `jurors_epoch` ON `jurors` (`epoch`,`number`);--> statement-breakpoint
CREATE TABLE `policies` (
	`hash` text PRIMARY KEY NOT NULL,
	`policy` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `postings` (
	`serial` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`rolls_root` text NOT NULL,
	`heads_root` text NOT NULL,
	`at` integer NOT NULL,
	`tx` text NOT NULL,
	`block` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `postings_epoch` ON `postings` (`epoch`);
