CREATE TABLE `void_rolls` (
	`epoch` integer PRIMARY KEY NOT NULL,
	`block` integer NOT NULL
) STRICT;
