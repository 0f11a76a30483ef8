-- Which people a release that is on its way out is for, as JSON; NULL is: all, as far as its percentage goes.
ALTER TABLE release ADD COLUMN segment TEXT;
