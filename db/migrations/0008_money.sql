CREATE TABLE `movements` (
	`place` integer PRIMARY KEY NOT NULL,
	`dispute_id` text,
	`account` text,
	`event` text NOT NULL,
	`block` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `movements_dispute` ON `movements` (`dispute_id`,`place`);--> statement-breakpoint
CREATE INDEX `movements_account` ON `movements` (`account`,`place`);