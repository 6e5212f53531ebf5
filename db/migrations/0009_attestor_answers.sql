CREATE TABLE `attestor_answers` (
	`attestor` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL,
	`signer` text,
	`took_ms` integer,
	`why` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `attestor_answers_at` ON `attestor_answers` (`at`);