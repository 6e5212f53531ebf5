CREATE TABLE `attempts` (
	`hash` text PRIMARY KEY NOT NULL,
	`intent` text NOT NULL,
	`raw` text NOT NULL,
	`max_fee_per_gas` text NOT NULL,
	`max_priority_fee_per_gas` text NOT NULL,
	`signed_at` integer NOT NULL,
	`sent_at` integer,
	CONSTRAINT "attempts_fee_digits" CHECK(length("attempts"."max_fee_per_gas") = 78 AND length("attempts"."max_priority_fee_per_gas") = 78)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `attempts_intent` ON `attempts` (`intent`);--> statement-breakpoint
CREATE TABLE `intents` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`nonce` integer NOT NULL,
	`state` text NOT NULL,
	`why` text
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `intents_open` ON `intents` (`account`) WHERE "intents"."state" = 'open';
