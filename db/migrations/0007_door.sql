CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`channel` text NOT NULL,
	`address` text NOT NULL,
	`types` text NOT NULL,
	`dispute` text,
	`court` integer,
	`arbitrable` text,
	`secrets` text NOT NULL,
	`push` text,
	`state` text NOT NULL,
	`proof` text NOT NULL,
	`why` text,
	`failing_since` integer,
	`made_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `endpoints_account` ON `endpoints` (`account`);--> statement-breakpoint
CREATE INDEX `endpoints_state` ON `endpoints` (`state`);--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`hash` text NOT NULL,
	`former_hash` text,
	`former_until` integer,
	`made_at` integer NOT NULL,
	`ends_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash` ON `keys` (`hash`);--> statement-breakpoint
CREATE INDEX `keys_former` ON `keys` (`former_hash`);--> statement-breakpoint
CREATE INDEX `keys_account` ON `keys` (`account`);--> statement-breakpoint
CREATE INDEX `keys_ends` ON `keys` (`ends_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`dispute` text,
	`court` integer,
	`arbitrable` text,
	`recipient` text,
	`endpoint` text,
	`at` integer NOT NULL,
	`body` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_id` ON `messages` (`id`);--> statement-breakpoint
CREATE INDEX `messages_at` ON `messages` (`at`);--> statement-breakpoint
CREATE TABLE `onces` (
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`owner`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `onces_at` ON `onces` (`at`);--> statement-breakpoint
CREATE TABLE `sendings` (
	`endpoint` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`attempt` text NOT NULL,
	`status` integer,
	`why` text,
	`excerpt` text NOT NULL,
	`took_ms` integer NOT NULL,
	PRIMARY KEY(`endpoint`, `seq`, `at`, `attempt`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `sendings_at` ON `sendings` (`at`);--> statement-breakpoint
CREATE TABLE `words` (
	`hash` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`ends_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `words_ends` ON `words` (`ends_at`);