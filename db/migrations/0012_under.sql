ALTER TABLE `disputes` ADD `under` text;--> statement-breakpoint
CREATE INDEX `disputes_under` ON `disputes` (`under`,`opened_at`) WHERE "disputes"."under" IS NOT NULL;