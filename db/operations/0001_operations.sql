-- The room of those who run an installation. Locks nothing: all objects are new.

create schema operations;
