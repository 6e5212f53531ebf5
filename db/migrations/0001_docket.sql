CREATE TABLE `disputes` (
	`key` text PRIMARY KEY NOT NULL,
	`chain_id` text NOT NULL,
	`dispute_id` text NOT NULL,
	`court` integer NOT NULL,
	`arbitrable` text NOT NULL,
	`period` text NOT NULL,
	`until_at` integer,
	`panel` integer NOT NULL,
	`ruling` integer,
	`ended` integer DEFAULT false NOT NULL,
	`opened_at` integer NOT NULL,
	`deadline_at` integer NOT NULL,
	`entries` integer NOT NULL,
	`head` text NOT NULL,
	CONSTRAINT "disputes_id_digits" CHECK(length("disputes"."dispute_id") = 78)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `disputes_id` ON `disputes` (`dispute_id`,`chain_id`);--> statement-breakpoint
CREATE INDEX `disputes_newest` ON `disputes` (`opened_at`,`key`);--> statement-breakpoint
CREATE TABLE `entries` (
	`dispute` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`accepted_at` integer NOT NULL,
	`hash` text NOT NULL,
	`head` text NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`dispute`, `number`),
	CONSTRAINT "entries_number" CHECK("entries"."number" >= 1)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `evidence` (
	`dispute` text NOT NULL,
	`number` integer NOT NULL,
	`party` text NOT NULL,
	`reference` text NOT NULL,
	`meta` integer NOT NULL,
	`checked` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`dispute`, `number`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`stream` text NOT NULL,
	`kind` text NOT NULL,
	`of` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease` text,
	`lease_until` integer,
	`state` text DEFAULT 'armed' NOT NULL,
	`why` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`due_at`) WHERE "outbox"."state" = 'armed';--> statement-breakpoint
CREATE INDEX `outbox_stream` ON `outbox` (`stream`,`due_at`) WHERE "outbox"."state" = 'armed';--> statement-breakpoint
CREATE INDEX `outbox_leased` ON `outbox` (`lease_until`) WHERE "outbox"."lease" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `receipts` (
	`dispute` text NOT NULL,
	`number` integer NOT NULL,
	`signature` text NOT NULL,
	`operator` text NOT NULL,
	PRIMARY KEY(`dispute`, `number`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `seats` (
	`dispute` text NOT NULL,
	`panel` integer NOT NULL,
	`juror` text NOT NULL,
	`number` integer NOT NULL,
	`seats` integer NOT NULL,
	`revision` integer,
	`recused` integer DEFAULT false NOT NULL,
	`commit_opens_at` integer NOT NULL,
	`commit_closes_at` integer NOT NULL,
	PRIMARY KEY(`dispute`, `panel`, `juror`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `seats_juror` ON `seats` (`juror`,`commit_closes_at`);
