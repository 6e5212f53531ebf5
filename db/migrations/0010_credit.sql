CREATE TABLE `charges` (
	`dispute_id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`deliverer` text NOT NULL,
	`fee` text NOT NULL,
	`block` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `charges_block` ON `charges` (`block`);--> statement-breakpoint
CREATE TABLE `credits` (
	`account` text NOT NULL,
	`place` integer NOT NULL,
	`credit` text NOT NULL,
	`block` integer NOT NULL,
	PRIMARY KEY(`account`, `place`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `credits_block` ON `credits` (`block`);--> statement-breakpoint
CREATE TABLE `holds` (
	`account` text NOT NULL,
	`number` integer NOT NULL,
	`dispute_id` text NOT NULL,
	`wei` text NOT NULL,
	`released` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`account`, `number`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `holds_dispute` ON `holds` (`dispute_id`);